import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { uniforms } from "../../kit/frontend/draws.ts";
import { curve, DATASETS, draw, fit, knots, place, vertices, WIDTHS } from "./model.ts";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

const near = (found, expected, relative, absolute, what) =>
  assert.ok(Math.abs(found - expected) <= absolute + relative * Math.abs(expected), `${what}: ${found} against ${expected}`);

test("the random numbers are those of the other language, bit for bit", () => {
  assert.deepEqual([...uniforms(golden.random.seed, 6)], golden.random.numbers);
});

test("the knots are those of the other language, bit for bit", () => {
  for (const { dataset, design, seed, knots: expected } of golden.knots) {
    assert.deepEqual(knots(dataset, design, seed).slice(0, expected.length), expected);
  }
});

for (const after of [false, true]) {
  test(`every fit agrees with NumPy within its tolerance${after ? ", gone on with from the curve" : ""}`, () => {
    for (const { dataset, design, seed, k, ridge, values, tolerance, absolute } of golden.fits) {
      const from = draw(dataset, design, seed);
      if (after) curve(from, ridge);
      const found = fit(from, k, ridge);
      [found.test, found.train, found.low, found.high].forEach((value, index) => {
        near(value, values[index], tolerance, absolute, `${dataset} ${design} ${seed} ${k} ${ridge} [${index}]`);
      });
    }
  });
}

test("the reference's fixed knots reach as high as NumPy says", () => {
  for (const { knots: fixed, values, tolerance } of golden.fixed) {
    const found = fit(place(DATASETS.parabola, fixed), 4, 0);
    near(found.low, values[0], tolerance, 1e-9, "low");
    near(found.high, values[1], tolerance, 1e-9, "high");
  }
});

test("the whole curve is made of the single fits", () => {
  for (const ridge of [0, 0.1]) {
    const from = draw("cubic", "stratified", 5);
    for (const [k, error, train] of curve(from, ridge).filter((_, index) => index % 7 === 0)) {
      const found = fit(from, k, ridge);
      near(error, found.test, 1e-9, 1e-12, `test ${k}`);
      near(train, found.train, 1e-9, 1e-9, `train ${k}`);
    }
  }
  assert.ok(WIDTHS.every((k, index) => index === 0 || k > WIDTHS[index - 1]));
});

test("among all interpolants the one of smallest norm is found", () => {
  const found = fit(draw("parabola", "iid", 4), 40, 0);
  assert.ok(found.worst < 1e-9);
  // The ridge solution tends to the interpolant of smallest norm, and to no other.
  const corners = vertices(found, 0, 5);
  assert.equal(corners.length, 42);
  const ridged = fit(draw("parabola", "iid", 4), 40, 1e-9);
  ridged.bends.forEach((bend, index) => near(bend, found.bends[index], 0, 1e-5, `bend ${index}`));
});
