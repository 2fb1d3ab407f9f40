import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { area, averagePrecision, cost, draw, leastCost, precision, rates, stacked, won } from "./model.ts";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

const near = (found, expected, tolerance, what) => {
  assert.ok(Math.abs(found - expected) <= tolerance * (1 + Math.abs(expected)), `${what}: ${found} against ${expected}`);
};

test("every sample, its curve and what follows from it agree with NumPy", () => {
  for (const { case: args, scores, stacked: levels, values, won: wins, tolerance } of golden.samples) {
    const found = draw(...args);
    [...found.positive.slice(0, 4), ...found.negative.slice(-4)].forEach((score, index) => near(score, scores[index], tolerance, `${args} score ${index}`));
    assert.deepEqual(stacked(found.negative), levels);
    const [fpr, tpr] = rates(found, 0.4);
    [area(found), averagePrecision(found, 0.1), leastCost(found, 0.2, 5), cost(fpr, tpr, 0.2, 5)].forEach((value, index) =>
      near(value, values[index], tolerance, `${args} value ${index}`),
    );
    assert.equal(won(found, 500, args[2]), wins);
  }
});

test("nothing flagged is precise by convention, everything flagged is as precise as the population", () => {
  assert.equal(precision(0, 0, 0.1), 1);
  assert.equal(precision(1, 1, 0.1), 0.1);
});
