import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { number } from "../../kit/frontend/plot.ts";
import { cursor, curveOf, measure } from "./model.ts";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

test("what is read off the curves agrees with Python", () => {
  for (const { state, measure: expected, tolerance } of golden.cases) {
    const found = measure(state, golden.data);
    assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort());
    for (const [name, value] of Object.entries(expected)) {
      assert.ok(Math.abs(found[name] - value) <= tolerance * Math.max(1, Math.abs(value)), `${JSON.stringify(state)} ${name}: ${found[name]}`);
    }
  }
});

test("numbers are written alike in both languages", () => {
  for (const { value, digits, text } of golden.numbers) assert.equal(number(value, digits), text);
});

test("a penalty that the group does not have is drawn as the nearest one", () => {
  assert.equal(curveOf({ group: "iid", ridge: 0.1 }, golden.data).ridge, 0.01);
});

test("the cursor goes to the nearest value of the axis", () => {
  assert.equal(golden.data.x.values[cursor({ x: 40.2 }, golden.data)], 41);
});
