import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gaps } from "./model.ts";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

test("the gaps are those of Python", () => {
  assert.deepEqual(gaps(golden.data), golden.gaps);
});
