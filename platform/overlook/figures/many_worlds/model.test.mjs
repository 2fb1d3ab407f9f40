import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { normals, uniforms } from "../../kit/frontend/draws.ts";
import { simulate, weights } from "./model.ts";

const golden = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8"));

const near = (found, expected, tolerance, what) => {
  assert.ok(Math.abs(found - expected) <= tolerance * (1 + Math.abs(expected)), `${what}: ${found} against ${expected}`);
};

test("the uniform numbers are those of the other language, bit for bit", () => {
  assert.deepEqual(Array.from(uniforms(golden.uniforms.seed, 6)), golden.uniforms.numbers);
});

test("the Gaussian numbers agree", () => {
  const { seed, numbers, tolerance } = golden.normals;
  normals(seed, numbers.length).forEach((value, index) => near(value, numbers[index], tolerance, index));
});

test("the weights of both models agree", () => {
  for (const { model, size, n, at, weights: expected, tolerance } of golden.weights) {
    weights(model, size, n, Float64Array.of(at))[0].forEach((value, index) => near(value, expected[index], tolerance, `${model} ${size} ${at}`));
  }
});

test("every set of worlds agrees with NumPy, and its parts add up", () => {
  for (const { case: args, values, tolerance } of golden.worlds) {
    const found = simulate(...args);
    const { mean, bias2, variance, noise, error, lines, points } = found;
    [mean, bias2, variance, error, lines.at(-1)[7], points[2]].forEach((value, index) => near(value, values[index], tolerance, `${args} [${index}]`));
    near(bias2 + variance + noise, error, 1e-12, "the sum");
  }
});
