// Lines bent at random knots, fitted by least squares in the browser. No DOM here. `model.py` is the twin; `golden.json`
// holds the two together. The model: f(x) = a + b x + sum of c_k |x - t_k| / 2, with a and b free, and the smallest norm of
// c among all least-squares solutions (by a complete orthogonal decomposition), or a ridge on c (in the dual).

import { uniforms } from "../../kit/frontend/draws.ts";
import { dual, flatRoot, gram, mean, minimumNorm, rotateIn, semiNormal, span } from "./least.ts";

export interface Dataset {
  x: number[];
  y: number[];
  truth: readonly number[];
  squared: boolean;
  frame: readonly [number, number];
}

export interface Fit {
  intercept: number;
  slope: number;
  knots: Float64Array;
  bends: Float64Array;
  test: number;
  train: number;
  worst: number;
  low: number;
  high: number;
}

const GRID = 801;
export const MOST = 300;
export const WIDTHS = [
  1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 20, 24, 28, 31, 33, ...span(34, 45), 46, 48, 51, 55, 60, 67, 75, 86, 100, 120, 150,
  190, 240, 300,
];

const corrupted: Record<number, number> = { 6: 1.569, 14: 0.665, 15: 0.279, 30: 0.627, 36: 1.1 };
const grid41 = span(0, 41).map((index) => (index - 20) / 10);
export const DATASETS: Record<string, Dataset> = {
  cubic: {
    x: grid41,
    y: grid41.map((x, index) => x * x * x - 3 * x + (corrupted[index] ?? 0)),
    truth: [0, -3, 0, 1],
    squared: false,
    frame: [-4, 4],
  },
  parabola: { x: [0, 1, 2, 3, 4, 5], y: [25, 9, 1, 1, 9, 25], truth: [25, -20, 4, 0], squared: true, frame: [-5, 30] },
};

/** The nested sequence of knots: the fit with K knots uses the first K. */
export function knots(dataset: string, design: string, seed: number): number[] {
  const { x } = DATASETS[dataset]!;
  const low = x[0]!;
  const high = x[x.length - 1]!;
  const numbers = uniforms(seed, 2 * MOST);
  if (design === "iid") return Array.from(numbers.subarray(0, MOST), (value) => low + (high - low) * value);
  const gaps = x.length - 1;
  const found: number[] = [];
  let position = 0;
  const next = () => numbers[position++ % numbers.length]!;
  while (found.length < MOST) {
    const order = span(0, gaps);
    for (let index = gaps - 1; index > 0; index--) {
      const other = Math.floor(next() * (index + 1));
      [order[index], order[other]] = [order[other]!, order[index]!];
    }
    for (const gap of order) found.push(x[gap]! + (x[gap + 1]! - x[gap]!) * next());
  }
  return found.slice(0, MOST);
}

/** A draw of knots on a data set: every column is computed once, and a fit with K knots uses the first K. */
export interface Draw {
  data: Dataset;
  sequence: readonly number[];
  columns: Float64Array[];
  free: Float64Array[];
  target: Float64Array;
  /** Where the test error is measured, and the truth there. */
  grid: Float64Array;
  truth: Float64Array;
}

export function draw(dataset: string, design: string, seed: number): Draw {
  return place(DATASETS[dataset]!, knots(dataset, design, seed));
}

export function place(data: Dataset, sequence: readonly number[]): Draw {
  const columns = sequence.map((knot) => Float64Array.from(data.x, (value) => Math.abs(value - knot) / 2));
  const first = data.x[0]!;
  const last = data.x[data.x.length - 1]!;
  const grid = Float64Array.from({ length: GRID }, (_, index) => first + ((last - first) * index) / (GRID - 1));
  const truth = grid.map((at) => data.truth.reduceRight((sum, coefficient) => sum * at + coefficient, 0));
  const free = columns.map((column) => residual(data.x, column));
  return { data, sequence, columns, free, target: residual(data.x, data.y), grid, truth };
}

export function fit(from: Draw, k: number, ridge: number): Fit {
  const { free, target } = from;
  const used = free.slice(0, k);
  if (ridge > 0) return assess(from, dual(used, target, ridge, gram(used, [], 0, target.length)));
  // What the curve has computed at the next smaller width is gone on with: a drag beyond the threshold costs a few columns.
  const [width, below] = [...(roots.get(from) ?? [])].filter(([width]) => width <= k).pop() ?? [0, null];
  return assess(from, (below && semiNormal(used, target, grown(below, used.slice(width)))) ?? minimumNorm(used, target));
}

/** By draw and width: the root of A A' with the free line, from the threshold on. */
const roots = new WeakMap<Draw, Map<number, Float64Array[]>>();

function grown(root: readonly Float64Array[], columns: readonly Float64Array[]): Float64Array[] {
  const next = root.map((line) => Float64Array.from(line));
  for (const column of columns) rotateIn(next, column);
  return next;
}

/** Test and training error at every width of WIDTHS, for one draw: what knots have in common is computed once. */
export const curve = (from: Draw, ridge: number): Row[] => [...rows(from, ridge)];

export type Row = [k: number, test: number, train: number];

/** The same, a width at a time, so that the page can breathe between two. */
export function* rows(from: Draw, ridge: number): Generator<Row> {
  const { free, target, data } = from;
  const n = target.length;
  let sums: Float64Array[] = [];
  let summed = 0;
  let root = ridge > 0 ? [] : flatRoot(data.x);
  const known = new Map<number, Float64Array[]>();
  if (!(ridge > 0)) roots.set(from, known);
  for (const k of WIDTHS) {
    const used = free.slice(0, k);
    if (ridge > 0) sums = gram(used, sums, summed, n);
    else root = grown(root, used.slice(summed));
    summed = k;
    if (ridge === 0 && k >= n - 2) known.set(k, root);
    const solved = ridge > 0 ? dual(used, target, ridge, sums) : k < n - 2 ? null : semiNormal(used, target, root);
    const { test, train } = assess(from, solved ?? minimumNorm(used, target));
    yield [k, test, train];
  }
}

/** The free line that goes with these bends, and the errors of the whole. */
function assess({ data, sequence, columns, grid, truth }: Draw, found: Float64Array): Fit {
  const { x, y } = data;
  const n = x.length;
  const rest = Float64Array.from(y);
  found.forEach((bend, column) => {
    for (let index = 0; index < n; index++) rest[index]! -= columns[column]![index]! * bend;
  });
  const middle = mean(x);
  let both = 0;
  let own = 0;
  for (let index = 0; index < n; index++) {
    both += (x[index]! - middle) * rest[index]!;
    own += (x[index]! - middle) ** 2;
  }
  const slope = both / own;
  const order = span(0, found.length).sort((a, b) => sequence[a]! - sequence[b]!);
  const bent: Bent = {
    intercept: mean(rest) - slope * middle,
    slope,
    knots: Float64Array.from(order, (index) => sequence[index]!),
    bends: Float64Array.from(order, (index) => found[index]!),
  };
  const [first, last] = [x[0]!, x[n - 1]!];
  const errors = differences(values(bent, grid), truth);
  const misses = differences(values(bent, x), y);
  const corners = vertices(bent, first, last).map(([, value]) => value);
  return {
    ...bent,
    test: average(errors, data.squared),
    train: average(misses, data.squared),
    worst: misses.reduce((most, miss) => Math.max(most, Math.abs(miss)), 0),
    low: Math.min(...corners),
    high: Math.max(...corners),
  };
}

type Bent = Pick<Fit, "intercept" | "slope" | "knots" | "bends">;

/** Values at ascending xs, in one walk along the knots. */
function values({ intercept, slope, knots: where, bends }: Bent, xs: ArrayLike<number>): Float64Array {
  let rise = slope;
  let offset = intercept;
  for (let index = 0; index < where.length; index++) {
    rise -= bends[index]! / 2;
    offset += (bends[index]! * where[index]!) / 2;
  }
  let passed = 0;
  const found = new Float64Array(xs.length);
  for (let index = 0; index < xs.length; index++) {
    const x = xs[index]!;
    while (passed < where.length && where[passed]! < x) {
      rise += bends[passed]!;
      offset -= bends[passed]! * where[passed]!;
      passed++;
    }
    found[index] = offset + rise * x;
  }
  return found;
}

/** The fit is a polygon: its two ends and its knots are all there is to draw. */
export function vertices(bent: Bent, from: number, to: number): [number, number][] {
  const xs = [from, ...bent.knots, to];
  const found = values(bent, xs);
  return xs.map((x, index) => [x, found[index]!]);
}

const differences = (a: Float64Array, b: ArrayLike<number>) => a.map((value, index) => value - b[index]!);

const average = (errors: Float64Array, squared: boolean) =>
  squared ? Math.sqrt(mean(errors.map((error) => error * error))) : mean(errors.map(Math.abs));

/** What is left of a column when the best straight line is taken out of it. */
function residual(x: readonly number[], column: ArrayLike<number>): Float64Array {
  const middle = mean(x);
  const level = mean(column);
  let both = 0;
  let own = 0;
  for (let index = 0; index < x.length; index++) {
    both += (x[index]! - middle) * (column[index]! - level);
    own += (x[index]! - middle) ** 2;
  }
  return Float64Array.from(x, (value, index) => column[index]! - level - (both / own) * (value - middle));
}

