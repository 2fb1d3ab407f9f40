// What the artefact holds and what is read off it. `schema.py` documents the fields, `static.py` is the twin.
import type { State } from "../../kit/frontend/drawn.ts";

export type Values = readonly (number | null)[];
export type Series = "median" | "mean" | "p10" | "p90" | "interpolates" | "theory";
export type Curve = { ridge: number; median: Values } & { [name in Series]?: Values };

type Words = Partial<Record<Series, string>>;

export interface Data {
  x: { name: string; label: string; log: boolean; values: number[]; threshold?: number | null };
  y: { label: string; log: boolean; domain?: [number, number] | null };
  groups: Record<string, { label: string; curves: Curve[]; words?: Words }>;
}

export const SHOWN: Record<string, Series> = { all: "median", median: "median", mean: "mean", p90: "p90" };
const WORDS: Words = { median: "median", mean: "mean", p90: "90 % quantile", theory: "theory" };

/** The group's own words for its series, where they are not statistics of draws: then all of them are shown. */
export const own = (state: State, data: Data): Words | undefined => data.groups[String(state.group)]!.words;
export const words = (state: State, data: Data): Words => ({ ...WORDS, ...own(state, data) });

/** The index whose value is nearest; the first of equals, as in Python. */
function nearest(values: readonly number[], wanted: number): number {
  return values.reduce((best, value, index) => (Math.abs(value - wanted) < Math.abs(values[best]! - wanted) ? index : best), 0);
}

export function curveOf(state: State, data: Data): Curve {
  const { curves } = data.groups[String(state.group)]!;
  return curves[nearest(curves.map(({ ridge }) => ridge), Number(state.ridge))]!;
}

export const cursor = (state: State, data: Data): number => nearest(data.x.values, Number(state.x));

export const hasShare = (data: Data): boolean => Object.values(data.groups).some(({ curves }) => curves.some((curve) => curve.interpolates));

export function measure(state: State, data: Data): Record<string, number> {
  const curve = curveOf(state, data);
  const at = cursor(state, data);
  const shown = curve[SHOWN[String(state.show)]!] ?? curve.median;
  const found: Record<string, number> = {};
  for (const name of ["median", "mean", "p10", "p90", "interpolates"] as const) {
    const value = curve[name]?.[at];
    if (value != null) found[name] = value;
  }
  let rise = 1;
  let low = Infinity;
  let last: number | undefined;
  let peak = 0;
  let peakX = 0;
  let leastX = 0;
  data.x.values.forEach((x, index) => {
    const value = shown[index];
    if (value == null) return;
    if (value < low) [low, leastX] = [value, x];
    if (last === undefined) [peak, peakX] = [value, x];
    last = value;
    if (low > 0 && value / low > rise) [rise, peak, peakX] = [value / low, value, x];
  });
  const here = shown[at];
  return { ...found, ...(here == null ? {} : { here }), last: last ?? 0, rise, peak, peak_x: peakX, least_x: leastX };
}
