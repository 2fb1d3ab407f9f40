import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { measure, median, middles, tie } from "./model.ts";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

test("every cloud says what Python says of it", () => {
  for (const { cloud, at, measured, tolerance } of golden.clouds) {
    const found = measure(cloud, at);
    assert.deepEqual(Object.keys(found), Object.keys(measured));
    for (const [name, value] of Object.entries(measured)) {
      assert.ok(Math.abs(found[name] - value) <= tolerance * Math.max(1, Math.abs(value)), `${name}: ${found[name]} against ${value}`);
    }
    assert.deepEqual(middles(cloud)[at], [found.norm, found.error]);
  }
});

test("the median of an even number lies half-way between the middle two", () => {
  assert.equal(median([4, 1, 100, 2]), 3);
});

test("a power law has a tie of one or minus one, and what does not vary has none", () => {
  assert.ok(Math.abs(tie([1, 10, 1000], [2, 4, 8]) - 0.98198) < 1e-4);
  assert.ok(Math.abs(tie([1, 10, 100], [5, 0.5, 0.05]) + 1) < 1e-12);
  assert.equal(tie([1, 10, 100], [2, 2, 2]), 0);
});
