import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse } from "./goals.ts";

// The same cases are read by tests/figures/test_goals.py.
const cases = JSON.parse(readFileSync(new URL("./goals.cases.json", import.meta.url), "utf8"));

test("goals are reached as in Python", () => {
  for (const { goal, names, reached } of cases.good) assert.equal(parse(goal)(names), reached, goal);
});

test("what is not a goal is refused", () => {
  for (const goal of cases.bad) assert.throws(() => parse(goal), undefined, goal);
});
