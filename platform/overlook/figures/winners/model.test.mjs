import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { contest, expectedBest } from "./model.ts";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

test("every contest has the same scores and the same winner as in Python", () => {
  for (const { case: args, right, best, skill, fresh } of golden.contests) {
    const found = contest(...args);
    assert.deepEqual([found.right, found.best, found.fresh], [right, best, fresh]);
    assert.ok(Math.abs(found.skill - skill) < 1e-12);
  }
});

test("the expected best of many coins agrees", () => {
  for (const { case: args, value, tolerance } of golden.expected) assert.ok(Math.abs(expectedBest(...args) - value) <= tolerance, String(args));
});
