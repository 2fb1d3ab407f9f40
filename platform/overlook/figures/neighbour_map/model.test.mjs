import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ACROSS, KS, labels, marks, nearest, outlines, sorting, UP, votes } from "./model.ts";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

test("marks, labels and neighbours are those of Python, and every error is", () => {
  for (const { seed, noise, tolerance, ...expected } of golden.votes) {
    assert.deepEqual(labels(seed, noise), expected.labels);
    assert.deepEqual(nearest(marks(seed).places, [0.5, 1.5]), expected.nearest);
    const { maps, train, test: fresh } = votes(seed, noise);
    const rows = Array.from({ length: UP }, (_, row) => maps[0].slice(row * ACROSS, (row + 1) * ACROSS).reduce((sum, one) => sum + one, 0));
    assert.deepEqual(rows, expected.rows);
    for (const [found, values] of [[train, expected.train], [fresh, expected.test]]) {
      values.forEach((value, at) => assert.ok(Math.abs(found[at] - value) <= tolerance, `${seed} ${noise} k=${KS[at]}`));
    }
  }
});

test("the lines around a map are those of Python", () => {
  for (const { cells, loops } of golden.outlines) assert.deepEqual(outlines(cells.flat(), cells[0].length), loops);
});

test("the sorting gives way between rows, and is done once for the same marks", () => {
  let breaths = 0;
  for (const _ of sorting(5)) breaths++;
  assert.equal(breaths, UP);
  assert.equal([...sorting(5)].length, 0);
});
