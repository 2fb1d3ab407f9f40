import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { apart, chain, limit, rms } from "./model.ts";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

test("chains and limits agree with Python", () => {
  for (const { shares, count, seed, limit: smooth, chain: ends, tolerance } of golden.beds) {
    const found = chain(shares, count, seed);
    const line = limit(shares);
    const mine = [line[10], line[200], rms(line), ...(ends ? [found[30], found[140], rms(found)] : [])];
    [...smooth, ...(ends ?? [])].forEach((value, index) => {
      assert.ok(Math.abs(mine[index] - value) <= tolerance * (1 + Math.abs(value)), `${shares}: ${mine[index]} against ${value}`);
    });
    assert.equal(found === null, ends === null);
  }
});

test("more knots bring the chain nearer to its limit", () => {
  const shares = [0.2, 0.2, 0.2, 0.2, 0.2];
  assert.ok(apart(chain(shares, 2000, 1), limit(shares)) < apart(chain(shares, 50, 1), limit(shares)));
});
