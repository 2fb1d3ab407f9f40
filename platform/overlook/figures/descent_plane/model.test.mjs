import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { contours } from "./contours.ts";
import { gradient, value, walk } from "./model.ts";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

test("every walk agrees with Python", () => {
  for (const { case: args, ends, arrival, away, tolerance } of golden.walks) {
    const [land, kappa, angle, ...rest] = args;
    const found = walk({ land, kappa, angle }, ...rest);
    assert.deepEqual([found.arrival, found.away], [arrival, away], String(args));
    [...found.places[1], ...found.places.at(-1), found.losses.at(-1), ...found.mean].forEach((x, index) => {
      assert.ok(Math.abs(x - ends[index]) <= tolerance * (1 + Math.abs(ends[index])), `${args} [${index}]: ${x} against ${ends[index]}`);
    });
  }
});

test("the contours have as many places, and each lies on its level", () => {
  for (const { scape: [land, kappa, angle], lengths } of golden.contours) {
    assert.deepEqual(contours({ land, kappa, angle }).map((places) => places.length), lengths);
  }
});

test("the gradient is the derivative of the value", () => {
  for (const land of ["bowl", "ravine", "saddle", "rosenbrock"]) {
    const scape = { land, kappa: 7, angle: 25 };
    const slope = gradient(scape, [0.6, -0.4]);
    [[1e-6, 0], [0, 1e-6]].forEach(([a, b], axis) => {
      const near = (value(scape, [0.6 + a, -0.4 + b]) - value(scape, [0.6 - a, -0.4 - b])) / 2e-6;
      assert.ok(Math.abs(near - slope[axis]) < 1e-5, land);
    });
  }
});
