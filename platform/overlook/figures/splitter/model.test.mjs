import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { split, wilson } from "./model.ts";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

test("every split has the same parts, and as many right in each, as in Python", () => {
  for (const { case: args, sizes, shares } of golden.splits) {
    const found = split(...args);
    assert.deepEqual(found.sizes, sizes, String(args));
    assert.deepEqual([found.train, found.validation, found.test, found.world], shares, String(args));
  }
});

test("the interval agrees", () => {
  for (const { case: args, ends } of golden.wilson) wilson(...args).forEach((end, index) => assert.ok(Math.abs(end - ends[index]) < 1e-12, String(args)));
});
