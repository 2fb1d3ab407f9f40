// The gentlest chain through six points with random knots, and its limit. No DOM here. `model.py` is the twin.
import { uniforms } from "../../kit/frontend/draws.ts";

/** Places within a gap, both ends included. */
const PLACES = 51;
const S = Array.from({ length: PLACES }, (_, index) => index / (PLACES - 1));
const GAPS = [0, 1, 2, 3, 4];
export const X = GAPS.flatMap((gap) => S.map((s) => gap + s));

/** λ at all six points from a symmetric matrix with three diagonals; null where it is singular. */
export function solve(diagonal: number[], beside: number[]): number[] | null {
  const pivots = [diagonal[0]!];
  const sums = [8];
  for (let index = 1; index < 4; index++) {
    const share = pivots[index - 1] ? beside[index - 1]! / pivots[index - 1]! : 0;
    pivots.push(diagonal[index]! - share * beside[index - 1]!);
    sums.push(8 - share * sums[index - 1]!);
  }
  if (Math.min(...pivots) <= 1e-12 * Math.max(...diagonal)) return null;
  const found = [0];
  for (const index of [3, 2, 1, 0]) found.unshift((sums[index]! - (index < 3 ? beside[index]! * found[0]! : 0)) / pivots[index]!);
  return [0, ...found];
}

/** Distance of the limit from the parabola at `X`. */
export function limit(shares: number[]): number[] {
  const inner = [0, 1, 2, 3];
  const bends = solve(inner.map((i) => (shares[i]! + shares[i + 1]!) / 3), inner.slice(1).map((i) => shares[i]! / 6))!;
  return GAPS.flatMap((gap) => {
    const [first, last] = [shares[gap]! * bends[gap]!, shares[gap]! * bends[gap + 1]!];
    return S.map((s) => (first * ((1 - s) ** 3 - (1 - s)) + last * (s ** 3 - s)) / 6 + 4 * s * (1 - s));
  });
}

/** Distance of the gentlest chain from the parabola at `X`; null where the knots let no chain touch every point. */
export function chain(shares: number[], count: number, seed: number): number[] | null {
  const edges = [0];
  for (const share of shares) edges.push(edges.at(-1)! + share);
  const places: number[][] = GAPS.map(() => []);
  for (const drawn of uniforms(seed, count)) {
    let gap = 0;
    while (gap < 4 && drawn >= edges[gap + 1]!) gap++;
    places[gap]!.push(Math.min((drawn - edges[gap]!) / shares[gap]!, 1));
  }
  const total = (of: (t: number) => number) => places.map((inside) => inside.reduce((sum, t) => sum + of(t), 0));
  const [own, other, mixed] = [total((t) => (1 - t) ** 2), total((t) => t * t), total((t) => t * (1 - t))];
  const bends = solve([0, 1, 2, 3].map((i) => other[i]! + own[i + 1]!), mixed.slice(1, 4));
  if (!bends) return null;
  return places.flatMap((inside, gap) => {
    const weights = inside.map((t) => bends[gap]! * (1 - t) + bends[gap + 1]! * t);
    return S.map((s) => inside.reduce((left, t, k) => left - weights[k]! * Math.min(s * (1 - t), (1 - s) * t), 4 * s * (1 - s)));
  });
}

export const apart = (one: number[], other: number[]) => one.reduce((most, value, index) => Math.max(most, Math.abs(value - other[index]!)), 0);
/** Root mean square over the canal: the trapezoid rule, since every curve here is 0 at the points themselves. */
export const rms = (values: number[]) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / (5 * (PLACES - 1)));
