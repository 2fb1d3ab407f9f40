import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { at, chain, norm, reach, rmse, slope } from "./model.ts";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

test("every chain agrees with Python", () => {
  for (const { knots, push, bends, line, numbers, fits, tolerance } of golden.chains) {
    const found = chain(knots, push);
    assert.equal(found.fits, fits);
    const mine = [...found.bends, found.alpha, found.beta, reach(found), slope(found), norm(found), rmse(found)];
    [...bends, ...line, ...numbers].forEach((value, index) => {
      assert.ok(Math.abs(mine[index] - value) <= tolerance * (1 + numbers[0]), `${knots}: ${mine[index]} against ${value}`);
    });
  }
});

test("a chain that fits passes through every point, pushed or not", () => {
  const found = chain([1.25, 2.5, 3.75, 4.5, 0.7], 25);
  for (const x of [0, 1, 2, 3, 4, 5]) assert.ok(Math.abs(at(found, x) - 4 * (x - 2.5) ** 2) < 1e-9);
});
