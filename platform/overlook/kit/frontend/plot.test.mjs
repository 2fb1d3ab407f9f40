import assert from "node:assert/strict";
import { test } from "node:test";
import { nearest, REACH } from "./grips.ts";
import { line, nearestIndex, niceLog, number, px, scale, ticks } from "./plot.ts";

test("a scale goes there and back", () => {
  for (const log of [false, true]) {
    const axis = scale([1, 300], [40, 340], log);
    for (const value of [1, 2.5, 39, 300]) assert.ok(Math.abs(axis.back(axis.at(value)) - value) < 1e-9);
  }
});

test("ticks are round", () => {
  assert.deepEqual(ticks(scale([0, 1], [0, 100]), 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(scale([0.05, 0.5], [0, 100], true), 5), [0.05, 0.1, 0.2, 0.5]);
  assert.deepEqual(niceLog(0.13, 348), [0.1, 500]);
});

test("numbers, coordinates and broken lines", () => {
  assert.equal(number(-20852), "\u221220\u202f852");
  assert.equal(px(0.25), 0.5);
  assert.equal(line([[0, 1], [1, null], [2, 3]]), "M0 1M2 3");
});

test("a pointer takes the nearest handle within reach, not the one drawn last", () => {
  const [cat, dog] = [{ x: 100, y: 100 }, { x: 112, y: 100 }];
  assert.equal(nearest([cat, dog], 103, 100), cat);
  assert.equal(nearest([cat, dog], 109, 100), dog);
  assert.equal(nearest([cat, dog], 100, 100 + REACH), cat);
  assert.equal(nearest([cat, dog], 100, 101 + REACH), null);
});

test("the nearest step of a ladder", () => {
  assert.equal(nearestIndex([1, 2, 5, 10], 4), 2);
  assert.equal(nearestIndex([1, 2, 5, 10], -3), 0);
  assert.equal(nearestIndex([1, 2, 5, 10], 1e9), 3);
});
