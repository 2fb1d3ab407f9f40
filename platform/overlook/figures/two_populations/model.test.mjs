import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { area, averagePrecision, moved, ndtr, rates, stated } from "./model.ts";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

const near = (found, expected, tolerance, what) => {
  assert.ok(Math.abs(found - expected) <= tolerance, `${what}: ${found} against ${expected}`);
};

test("Φ agrees with SciPy, in the middle and in both tails", () => {
  const { at, values, tolerance } = golden.ndtr;
  at.forEach((x, index) => near(ndtr(x), values[index], tolerance, x));
  assert.ok(Math.abs(ndtr(-12) / values[0] - 1) < 1e-9);
});

test("what follows from two populations agrees with SciPy", () => {
  for (const { case: [d, s, share], values, tolerance } of golden.pairs) {
    const pair = { d, s };
    [...rates(pair, 0.8), area(pair), averagePrecision(pair, share), stated(pair, 0.8), moved(0.3, share)].forEach((value, index) =>
      near(value, values[index], tolerance, `${d} ${s} ${share} [${index}]`),
    );
  }
});
