// Cases of two kinds, split into parts, and neighbours that vote. No DOM here. `model.py` is the twin.
import { normals, uniforms } from "../../kit/frontend/draws.ts";
import { kept } from "../../kit/frontend/kept.ts";

export const WORLD = 300;
const WORLD_SEED = 30000;
const APART = 1.5;
const Z = 1.96;

export interface Cases {
  places: (readonly [x: number, y: number])[];
  first: boolean[];
}

/** Kinds take turns: the case is of the first kind when its index is even. */
export const draw = kept((n: number, seed: number): Cases => {
  const numbers = normals(seed, 2 * n);
  const first = Array.from({ length: n }, (_, index) => index % 2 === 0);
  const places = first.map((kind, index) => {
    const x = numbers[2 * index]! + (kind ? APART / 2 : -APART / 2);
    return [x, numbers[2 * index + 1]! + 0.25 * x] as const;
  });
  return { places, first };
}, 2);

/** The cases in another order: a table may be sorted. */
export function dealt({ places, first }: Cases, seed: number): Cases {
  const drawn = uniforms(seed, first.length);
  const order = first.map((_, index) => index).sort((a, b) => drawn[a]! - drawn[b]!);
  return { places: order.map((index) => places[index]!), first: order.map((index) => first[index]!) };
}

const squared = (a: number) => a * a;

/** The standard deviation along an axis, summed in order; 1 if nothing varies. */
function spread(places: Cases["places"], axis: 0 | 1): number {
  const mean = places.reduce((sum, place) => sum + place[axis], 0) / places.length;
  return Math.sqrt(places.reduce((sum, place) => sum + squared(place[axis] - mean), 0) / places.length) || 1;
}

const side = kept(({ places }: Cases) => [Float64Array.from(places, ([x]) => x), Float64Array.from(places, ([, y]) => y)] as const);

/** The share of the cases from `start` on that is called rightly by the k nearest of the first `used` of `train`. */
function right(train: Cases, used: number, [across, up]: [number, number], { places, first }: Cases, start: number, end: number, k: number): number {
  // Numbers side by side, and no list for each pair: this is most of what a step of a drag does.
  const [xs, ys] = side(train);
  // To divide by one changes nothing and takes long.
  const scaled = across !== 1 || up !== 1;
  const gaps = new Float64Array(k);
  const kinds = new Uint8Array(k);
  let count = 0;
  for (let index = start; index < end; index++) {
    const [x, y] = places[index]!;
    gaps.fill(Infinity);
    for (let other = 0; other < used; other++) {
      const aside = x - xs[other]!;
      const above = y - ys[other]!;
      const gap = scaled ? squared(aside / across) + squared(above / up) : aside * aside + above * above;
      if (gap >= gaps[k - 1]!) continue;
      let at = k - 1;
      for (; at && gaps[at - 1]! > gap; at--) {
        gaps[at] = gaps[at - 1]!;
        kinds[at] = kinds[at - 1]!;
      }
      gaps[at] = gap;
      kinds[at] = Number(train.first[other]);
    }
    let votes = 0;
    for (const kind of kinds) votes += kind;
    if (2 * votes > k === first[index]) count++;
  }
  return count / (end - start);
}

export interface Split {
  sizes: [train: number, validation: number, test: number];
  train: number;
  validation: number;
  test: number;
  /** Of fresh cases; a reader's own table has none. */
  world: number | null;
}

export const split = (n: number, train: number, validation: number, k: number, leak: boolean, seed: number): Split =>
  parted(draw(n, seed), train, validation, k, leak, draw(WORLD, WORLD_SEED + seed));

/** The first cases train, the next validate, the last test; with `leak` all of them train. Without fresh cases distances are in
 * standard deviations of what the rule sees. */
export function parted(cases: Cases, train: number, validation: number, k: number, leak: boolean, fresh?: Cases): Split {
  const n = cases.first.length;
  let one = Math.max(2, Math.floor(train * n + 0.5));
  const two = Math.min(n - 2, Math.max(one + 2, Math.floor((train + validation) * n + 0.5)));
  one = Math.min(one, two - 2);
  const used = leak ? n : one;
  const size = Math.min(k, used);
  const seen = cases.places.slice(0, used);
  const units: [number, number] = fresh ? [1, 1] : [spread(seen, 0), spread(seen, 1)];
  const part = (start: number, end: number) => right(cases, used, units, cases, start, end, size);
  return {
    sizes: [one, two - one, n - two],
    train: part(0, one),
    validation: part(one, two),
    test: part(two, n),
    world: fresh ? right(cases, used, units, fresh, 0, WORLD, size) : null,
  };
}

/** The 95 % interval of Wilson for a share of `n` cases. */
export function wilson(share: number, n: number): [low: number, high: number] {
  const centre = (share + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z / (1 + (Z * Z) / n)) * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  return [centre - half, centre + half];
}
