// Cases of two kinds, split into parts, and neighbours that vote. No DOM here. `model.py` is the twin.
import { normals } from "../../kit/frontend/draws.ts";

export const WORLD = 300;
const WORLD_SEED = 30000;
const APART = 1.5;
const Z = 1.96;

type Place = readonly [x: number, y: number];

/** Kinds take turns: the case is of the first kind when its index is even. */
export function draw(n: number, seed: number): Place[] {
  const numbers = normals(seed, 2 * n);
  return Array.from({ length: n }, (_, index): Place => {
    const x = numbers[2 * index]! + (index % 2 ? -APART / 2 : APART / 2);
    return [x, numbers[2 * index + 1]! + 0.25 * x];
  });
}

const squared = (a: number) => a * a;

/** How many of the places from `start` on are called rightly by the k nearest of the first `used` of `train`. */
function right(train: Place[], used: number, places: Place[], start: number, end: number, k: number): number {
  let count = 0;
  for (let index = start; index < end; index++) {
    const [x, y] = places[index]!;
    const near: [gap: number, first: number][] = [];
    for (let other = 0; other < used; other++) {
      const gap = squared(x - train[other]![0]) + squared(y - train[other]![1]);
      if (near.length === k && gap >= near[k - 1]![0]) continue;
      let at = near.length;
      while (at && near[at - 1]![0] > gap) at--;
      near.splice(at, 0, [gap, other % 2 ? 0 : 1]);
      if (near.length > k) near.pop();
    }
    const first = 2 * near.reduce((sum, [, kind]) => sum + kind, 0) > near.length;
    if (first === (index % 2 === 0)) count++;
  }
  return count / (end - start);
}

export interface Split {
  sizes: [train: number, validation: number, test: number];
  train: number;
  validation: number;
  test: number;
  world: number;
}

/** The first cases train, the next validate, the last test; with `leak` all of them train. */
export function split(n: number, train: number, validation: number, k: number, leak: boolean, seed: number): Split {
  const cases = draw(n, seed);
  let one = Math.max(2, Math.floor(train * n + 0.5));
  const two = Math.min(n - 2, Math.max(one + 2, Math.floor((train + validation) * n + 0.5)));
  one = Math.min(one, two - 2);
  const used = leak ? n : one;
  const size = Math.min(k, used);
  const part = (start: number, end: number) => right(cases, used, cases, start, end, size);
  const fresh = draw(WORLD, WORLD_SEED + seed);
  return {
    sizes: [one, two - one, n - two],
    train: part(0, one),
    validation: part(one, two),
    test: part(two, n),
    world: right(cases, used, fresh, 0, WORLD, size),
  };
}

/** The 95 % interval of Wilson for a share of `n` cases. */
export function wilson(share: number, n: number): [low: number, high: number] {
  const centre = (share + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z / (1 + (Z * Z) / n)) * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  return [centre - half, centre + half];
}
