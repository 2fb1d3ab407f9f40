// Fits to many training sets of the same truth. No DOM here. `model.py` is the twin; `golden.json` holds the two together.
// All models are linear in what is measured, so the weights are computed once for all worlds, and the average of several
// fits is the fit of the averaged measurements.
import { normals } from "../../kit/frontend/draws.ts";

const GRID = 61;

export const places = (count: number) => Float64Array.from({ length: count }, (_, index) => -1 + (2 * index) / (count - 1));
export const truth = (x: number) => Math.sin(Math.PI * x);
export const GRID_PLACES = places(GRID);

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += a[index]! * b[index]!;
  return sum;
};

/** The weights of every training point at each place: one row per place. */
export function weights(model: string, size: number, n: number, at: Float64Array): Float64Array[] {
  return (model === "knn" ? neighbours : model === "loess" ? local : polynomial)(size, n, at);
}

/** Polynomials orthogonal on the training places, by their recurrence. */
function polynomial(degree: number, n: number, at: Float64Array): Float64Array[] {
  const x = places(n);
  let before = new Float64Array(n);
  let own = new Float64Array(n).fill(1);
  let thereBefore = new Float64Array(at.length);
  let there = new Float64Array(at.length).fill(1);
  let normBefore = Infinity;
  let norm = n;
  const found = Array.from(at, () => new Float64Array(n).fill(1 / n));
  for (let d = 0; d < degree; d++) {
    const middle = x.reduce((sum, place, index) => sum + place * own[index]! ** 2, 0) / norm;
    const ratio = norm / normBefore;
    const next = (xs: Float64Array, p: Float64Array, q: Float64Array) => xs.map((value, index) => (value - middle) * p[index]! - ratio * q[index]!);
    [before, own] = [own, next(x, own, before)];
    [thereBefore, there] = [there, next(at, there, thereBefore)];
    normBefore = norm;
    norm = dot(own, own);
    found.forEach((row, place) => {
      for (let index = 0; index < n; index++) row[index]! += (there[place]! * own[index]!) / norm;
    });
  }
  return found;
}

/** 1/k for each of the k nearest places; of places equally near, the first. */
function neighbours(k: number, n: number, at: Float64Array): Float64Array[] {
  const x = places(n);
  return Array.from(at, (place) => {
    const row = new Float64Array(n);
    const order = Array.from(x.keys()).sort((a, b) => Math.abs(place - x[a]!) - Math.abs(place - x[b]!));
    for (const index of order.slice(0, k)) row[index] = 1 / Math.min(k, n);
    return row;
  });
}

/** A straight line by least squares, where the k nearest places weigh, and the nearer ones more. */
function local(k: number, n: number, at: Float64Array): Float64Array[] {
  const x = places(n);
  return Array.from(at, (place) => {
    const away = x.map((one) => Math.abs(place - one));
    const reach = Float64Array.from(away).sort()[Math.min(k, n) - 1]! + 2 / (n - 1);
    const raw = away.map((far) => Math.max(0, 1 - (far / reach) ** 3) ** 3);
    const all = raw.reduce((sum, one) => sum + one, 0);
    const own = raw.map((one) => one / all);
    const middle = dot(own, x);
    const spread = own.reduce((sum, one, index) => sum + one * (x[index]! - middle) ** 2, 0);
    const slope = spread > 1e-12 ? (place - middle) / spread : 0;
    return own.map((one, index) => one * (1 + slope * (x[index]! - middle)));
  });
}

export interface Worlds {
  lines: Float64Array[];
  mean: number;
  target: number;
  bias2: number;
  variance: number;
  noise: number;
  error: number;
  points: ArrayLike<number>;
}

/** What was made last, for as long as it is asked for by the same key. */
function keeping<T>(): (key: string, make: () => T) => T {
  let last: [key: string, found: T] | undefined;
  return (key, make) => {
    if (last?.[0] !== key) last = [key, make()];
    return last[1];
  };
}

const sets = keeping<number[][]>();
const fits = keeping<Float64Array[]>();

/** `count` worlds; each is the average of `team` fits, to training sets of their own. Another place needs no other fits. */
export function simulate(model: string, size: number, n: number, sigma: number, x0: number, count: number, team: number, seed: number): Worlds {
  const drawn = [n, sigma, count, team, seed].join();
  const measured = sets(drawn, () => {
    const numbers = normals(seed, count * team * n);
    const clean = places(n).map(truth);
    return Array.from({ length: count }, (_, world) =>
      Array.from(clean, (value, index) => {
        let sum = 0;
        for (let member = 0; member < team; member++) sum += numbers[(world * team + member) * n + index]!;
        return value + (sigma * sum) / team;
      }),
    );
  });
  const lines = fits([model, size, drawn].join(), () => {
    const rows = weights(model, size, n, GRID_PLACES);
    return measured.map((y) => Float64Array.from(rows, (weight) => dot(weight, y)));
  });
  const [row] = weights(model, size, n, Float64Array.of(x0));
  const here = measured.map((y) => dot(row!, y));
  const average = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / count;
  const mean = average(here);
  const target = truth(x0);
  const noise = sigma ** 2;
  return {
    lines,
    mean,
    target,
    bias2: (mean - target) ** 2,
    variance: average(here.map((value) => (value - mean) ** 2)),
    noise,
    error: average(here.map((value) => (value - target) ** 2)) + noise,
    points: measured[0]!,
  };
}
