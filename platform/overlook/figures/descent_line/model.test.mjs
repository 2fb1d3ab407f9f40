import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { slope, value, walk } from "./model.ts";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

test("every walk agrees with Python", () => {
  for (const { case: args, length, arrival, away, ends, tolerance } of golden.walks) {
    const found = walk(...args);
    assert.deepEqual([found.xs.length, found.arrival, found.away], [length, arrival, away]);
    [found.xs[1], found.xs[Math.min(7, length - 1)], found.xs.at(-1), found.losses.at(-1)].forEach((x, index) => {
      assert.ok(Math.abs(x - ends[index]) <= tolerance * (1 + Math.abs(ends[index])), `${args}: ${x} against ${ends[index]}`);
    });
  }
});

test("the slope is the derivative of the loss", () => {
  for (const loss of ["bowl", "hollows", "funnel"]) {
    const near = (value(loss, 3, 0.7 + 1e-6) - value(loss, 3, 0.7 - 1e-6)) / 2e-6;
    assert.ok(Math.abs(near - slope(loss, 3, 0.7)) < 1e-8, loss);
  }
});
