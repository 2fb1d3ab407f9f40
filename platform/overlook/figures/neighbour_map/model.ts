// Nearest neighbours on a plane of two classes. No DOM here. `model.py` is the twin; `golden.json` holds the two together.
import { uniforms } from "../../kit/frontend/draws.ts";
import { kept } from "../../kit/frontend/kept.ts";

export const MARKS = 100;
export const ACROSS = 60;
export const UP = 40;
export const KS = [1, 3, 5, 7, 9, 11, 15, 19, 25, 33, 45, 61, 81];

export type Place = readonly [across: number, up: number];

export const border = (x: number) => 1 + 0.6 * Math.sin(Math.PI * x);
const above = ([x, y]: Place) => y > border(x);
const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Places, and for each a number below which the noise must be for its label to be right. */
export const marks = kept((seed: number): { places: Place[]; luck: number[] } => {
  const found = uniforms(seed, 3 * MARKS);
  return { places: range(MARKS).map((at) => [found[3 * at]! * 3, found[3 * at + 1]! * 2]), luck: range(MARKS).map((at) => found[3 * at + 2]!) };
});

export const labels = kept((seed: number, noise: number): number[] => {
  const { places, luck } = marks(seed);
  return places.map((place, at) => Number(above(place) !== luck[at]! < noise));
});

/** The marks by their distance from a place. */
export function nearest(places: readonly Place[], [x, y]: Place): number[] {
  const away = places.map(([a, b]) => (x - a) ** 2 + (y - b) ** 2);
  return range(places.length).sort((a, b) => away[a]! - away[b]! || a - b);
}

/** Centres of the map's cells, row by row from below. */
const cell = (at: number): Place => [(((at % ACROSS) + 0.5) * 3) / ACROSS, ((Math.floor(at / ACROSS) + 0.5) * 2) / UP];

interface Orders {
  seed: number;
  cells: number[][];
  own: number[][];
}

let sorted: Orders | undefined;
/** Who is near to whom depends on the marks alone; a row of cells at a time, so that the page can breathe. */
export function* sorting(seed: number): Generator<undefined, Orders> {
  if (sorted?.seed !== seed) {
    const { places } = marks(seed);
    const cells: number[][] = [];
    for (let at = 0; at < ACROSS * UP; at++) {
      cells.push(nearest(places, cell(at)));
      if (at % ACROSS === 0) yield;
    }
    sorted = { seed, cells, own: places.map((place) => nearest(places, place)) };
  }
  return sorted;
}

function orders(seed: number): Orders {
  const steps = sorting(seed);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

export interface Votes {
  /** At each k of KS: the map, row by row from below, the error on the marks themselves, and on new ones. */
  maps: number[][];
  train: number[];
  test: number[];
}

export function votes(seed: number, noise: number): Votes {
  const own = labels(seed, noise);
  const { cells, own: among } = orders(seed);
  const vote = (order: readonly number[]) => {
    let sum = 0;
    let taken = 0;
    return KS.map((k) => {
      while (taken < k) sum += own[order[taken++]!]!;
      return Number(2 * sum > k);
    });
  };
  const [here, there] = [cells.map(vote), among.map(vote)];
  const share = (all: number[][], at: number, truth: (index: number) => number) => all.filter((found, index) => found[at] !== truth(index)).length / all.length;
  return {
    maps: KS.map((_, at) => here.map((found) => found[at]!)),
    train: KS.map((_, at) => share(there, at, (index) => own[index]!)),
    test: KS.map((_, at) => noise + (1 - 2 * noise) * share(here, at, (index) => Number(above(cell(index))))),
  };
}

type Corner = readonly [column: number, row: number];

/** The closed lines around the ones of a map, which lie on their left: corners alone. */
export function outlines(cells: readonly number[], across: number): Corner[][] {
  const up = cells.length / across;
  const at = (column: number, row: number) => (column < 0 || row < 0 || column >= across || row >= up ? 0 : cells[row * across + column]!);
  const ways = new Map<string, Corner[]>();
  const way = (from: Corner, to: Corner) => ways.set(String(from), [...(ways.get(String(from)) ?? []), to]);
  for (let row = 0; row <= up; row++) {
    for (let column = 0; column <= across; column++) {
      const here = at(column, row);
      const corner: Corner = [column, row];
      const flat: Corner[] = [corner, [column + 1, row]];
      const steep: Corner[] = [corner, [column, row + 1]];
      if (here !== at(column, row - 1) && column < across) way(flat[1 - here]!, flat[here]!);
      if (here !== at(column - 1, row) && row < up) way(steep[here]!, steep[1 - here]!);
    }
  }
  const found: Corner[][] = [];
  for (const [start, out] of ways) {
    while (out.length) {
      const walk: Corner[] = [start.split(",").map(Number) as unknown as Corner];
      do walk.push(ways.get(String(walk.at(-1)))!.pop()!);
      while (String(walk.at(-1)) !== start);
      walk.pop();
      found.push(walk.filter(([x], index) => (walk.at(index - 1)![0] === x) !== (x === walk[(index + 1) % walk.length]![0])));
    }
  }
  return found;
}
