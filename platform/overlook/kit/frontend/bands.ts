// Lines with their bands on shared axes, labelled at the line: what an artefact and a live run are drawn with.
// `overlook/figures/bands.py` is the same in Python.
import { area, clip, frame, line, niceLog, type Panel, type Point, type Range, type Scale, type Shape, scale, text } from "./plot.ts";

type Values = readonly (number | null)[];

/** Below this width a picture has one column. The stylesheet keeps its place by the same number. */
export const NARROW = 560;

export interface Curve {
  /** What the label at the line says; empty for none. */
  label: string;
  /** `s1`, `s2`, `s3`, `theory` or `faint`: the vocabulary of figure.css. */
  style: string;
  values: Values;
  low?: Values;
  high?: Values;
}

export interface Bands {
  id: string;
  left: number;
  top: number;
  width: number;
  height: number;
  xs: readonly number[];
  xLog: boolean;
  xLabel: string;
  yLog: boolean;
  yLabel: string;
  yDomain: Range;
  threshold?: number | null;
  curves: readonly Curve[];
}

/** Pixel box and scales of a band chart; `xs` need two values at least. */
export function bandScales(chart: Bands): { x: Scale; y: Scale } {
  const { left, top, width, height, xs } = chart;
  return {
    x: scale([xs[0]!, xs[xs.length - 1]!], [left, left + width], chart.xLog),
    y: scale(chart.yDomain, [top + height, top], chart.yLog),
  };
}

export function bands(chart: Bands): Shape[] {
  const { x, y } = bandScales(chart);
  const { xs, xLabel, yLabel, threshold = null } = chart;
  const pixels = xs.map((value) => x.at(value));
  const place = (values: Values): (number | null)[] => values.map((value) => within(y, value));
  const shapes: Shape[] = [clip(`${chart.id}-clip`, x, y)];
  const drawn: Shape[] = [];
  for (const { style, low, high } of chart.curves) {
    if (low && high) drawn.push(["path", { class: style === "s2" ? "band-2" : "band", d: area(pixels, place(low), place(high)) }]);
  }
  shapes.push(["g", { "clip-path": `url(#${chart.id}-clip)` }, drawn]);
  const panel: Panel = { x, y, xLabel, yLabel, threshold };
  shapes.push(...frame(panel));
  const paths = chart.curves.map(({ values }) => place(values).map((value, index): Point => [pixels[index]!, value]));
  shapes.push([
    "g",
    { "clip-path": `url(#${chart.id}-clip)` },
    chart.curves.map(({ style }, index): Shape => ["path", { class: style, d: line(paths[index]!) }]),
  ]);
  shapes.push(...labels(chart.curves, paths, x, y));
  return shapes;
}

/** A value that a log axis cannot show, or one below the axis, lies on the floor. A value above is left to the clip. */
function within(y: Scale, value: number | null): number | null {
  if (value === null) return null;
  const floor = y.range[0];
  return y.log && value <= 0 ? floor : Math.min(floor, y.at(value));
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Each label where its line is and where other lines are not: the first clear place, else the clearest. */
export function labels(curves: readonly Curve[], paths: readonly (readonly Point[])[], x: Scale, y: Scale): Shape[] {
  const shapes: Shape[] = [];
  const taken: Box[] = [];
  curves.forEach(({ label, style }, index) => {
    if (!label) return;
    const best = clearest(label, index, paths, taken, x, y);
    if (!best) return;
    taken.push(best);
    shapes.push(text(best.left, best.bottom - 3, label, `label-${style} over`));
  });
  return shapes;
}

function clearest(label: string, own: number, paths: readonly (readonly Point[])[], taken: Box[], x: Scale, y: Scale): Box | null {
  const [left, right] = x.range;
  const [floor, ceiling] = y.range;
  const wide = 6.7 * label.length;
  let best: Box | null = null;
  let score = -Infinity;
  for (const share of [0.8, 0.62, 0.97, 0.45, 0.28, 0.1]) {
    const middle = Math.min(Math.max(left + share * (right - left), left + wide / 2 + 4), right - wide / 2);
    for (const above of [true, false]) {
      const [high, low] = reach(paths[own]!, middle - wide / 2, middle + wide / 2);
      if (high === Infinity) continue;
      const bottom = above ? high - 4 : low + 19;
      const box = { left: middle - wide / 2, right: middle + wide / 2, top: bottom - 15, bottom };
      const clear = clearance(box, own, paths, taken, floor, ceiling);
      if (clear >= 5) return box;
      if (clear > score + 1e-6) [best, score] = [box, clear];
    }
  }
  return best;
}

/** Highest and lowest pixel of a line between two xs. */
function reach(path: readonly Point[], from: number, to: number): [number, number] {
  let high = Infinity;
  let low = -Infinity;
  for (let step = 0; step <= 8; step++) {
    const at = height(path, from + ((to - from) * step) / 8);
    if (at === null) continue;
    high = Math.min(high, at);
    low = Math.max(low, at);
  }
  return [high, low];
}

function height(path: readonly Point[], x: number): number | null {
  for (let index = 1; index < path.length; index++) {
    const [x0, y0] = path[index - 1]!;
    const [x1, y1] = path[index]!;
    if (x >= x0 && x <= x1 && y0 !== null && y1 !== null) return x1 === x0 ? y0 : y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
  }
  return null;
}

function clearance(box: Box, own: number, paths: readonly (readonly Point[])[], taken: Box[], floor: number, ceiling: number): number {
  let clear = Math.min(floor - box.bottom, box.top - ceiling + 6);
  for (const other of taken) {
    const apart = Math.max(other.left - box.right, box.left - other.right, other.top - box.bottom, box.top - other.bottom);
    clear = Math.min(clear, apart);
  }
  paths.forEach((path, index) => {
    if (index === own) return;
    const [high, low] = reach(path, box.left, box.right);
    if (high !== Infinity) clear = Math.min(clear, Math.max(high - box.bottom, box.top - low));
  });
  return clear;
}

/** The y axis that holds these values. On a log axis zeros do not count: they lie on the floor. */
export function domainOf(values: Iterable<number | null | undefined>, log: boolean): Range {
  const kept = [...values].filter((value): value is number => value != null && Number.isFinite(value) && (!log || value > 0));
  if (!kept.length) return log ? [0.1, 10] : [0, 1];
  const low = kept.reduce((a, b) => Math.min(a, b));
  const high = kept.reduce((a, b) => Math.max(a, b));
  if (log) {
    const [from, to] = niceLog(low, high);
    return to > from * 1.5 ? [from, to] : [from, from * 10];
  }
  const room = (high - low || 1) * 0.06;
  return [low >= 0 ? 0 : low - room, high + room];
}
