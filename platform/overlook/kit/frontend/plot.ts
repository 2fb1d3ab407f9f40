// Scales, ticks, numbers and paths, without a DOM. `overlook/figures/svg.py` is the same in Python, line by line: a static
// picture and the live one come from the same arithmetic, and a test holds them together.

import type { Param } from "./drawn.ts";

/** One SVG element: tag, attributes, and children or text. A drawing is a list of them, and a pure function of its state. */
export type Shape = [tag: string, attributes: Record<string, string | number>, content?: Shape[] | string];
export type Range = readonly [number, number];
export type Point = readonly [x: number, y: number | null];

/** A place on the picture in half pixels. */
type Spot = readonly [number, number];

/** Rounds half up, also where the last bits of two machines differ about the half. */
const HALF = 0.5 + 1e-6;

/** How far a line may pass by a point that it leaves out, in half pixels. */
const THIN = 1.5;

export interface Scale {
  readonly domain: Range;
  readonly range: Range;
  readonly log: boolean;
  /** Data to pixels. */
  at(value: number): number;
  /** Pixels to data. */
  back(pixel: number): number;
}

export function scale(domain: Range, range: Range, log = false): Scale {
  const [d0, d1] = log ? [Math.log10(domain[0]), Math.log10(domain[1])] : domain;
  const [r0, r1] = range;
  return {
    domain,
    range,
    log,
    at: (value) => r0 + (((log ? Math.log10(value) : value) - d0) / (d1 - d0)) * (r1 - r0),
    back: (pixel) => {
      const position = d0 + ((pixel - r0) / (r1 - r0)) * (d1 - d0);
      return log ? 10 ** position : position;
    },
  };
}

/** The step of a ladder that is nearest; the first of equals. */
export function nearestIndex(ladder: readonly number[], value: number): number {
  let best = 0;
  ladder.forEach((known, index) => {
    if (Math.abs(known - value) < Math.abs(ladder[best]! - value)) best = index;
  });
  return best;
}

/** Every value that a range input and the arrow keys can reach: `Param.ladder` of `overlook/figures/contract.py`. */
export function laddered(param: Param, data: unknown = null): Param {
  const { at, from, to, step = 1, log, integer } = param;
  if (at && data) {
    const ladder = at.split(".").reduce((part: unknown, name) => (part as Record<string, unknown>)[name], data) as number[];
    return { ...param, ladder };
  }
  if (from === undefined || to === undefined) return param;
  const ladder = [from];
  for (let last = from; last < to - 1e-12; ladder.push(last)) {
    if (log && integer) last = Math.max(last + 1, Math.floor(last * LADDER_RATIO + 0.5));
    else last = Number((log ? last * step : from + ladder.length * step).toPrecision(12));
    last = Math.min(last, to);
  }
  return { ...param, ladder };
}

/** Below this ratio between neighbours a logarithmic ladder of integers takes every integer. */
const LADDER_RATIO = 1.03;

/** Round tick values inside the domain: 1-2-5 steps, or powers of ten where there are many decades. */
export function ticks(axis: Scale, count: number): number[] {
  const [low, high] = axis.domain;
  return axis.log ? logTicks(low, high, axis.range[0] > axis.range[1] ? 2.2 : 3.2) : linearTicks(low, high, count);
}

function linearTicks(low: number, high: number, count: number): number[] {
  const step = niceStep((high - low) / count);
  const found: number[] = [];
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + step * 1e-9; index++) {
    found.push(Number((index * step).toPrecision(12)));
  }
  return found;
}

/** The nearest of 1, 2 and 5 times a power of ten. */
export function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = raw / power;
  return (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10) * power;
}

/** A vertical axis has room for fewer: from `most` decades on, powers of ten alone. */
function logTicks(low: number, high: number, most: number): number[] {
  const decades = Math.log10(high / low);
  const factors = decades > most ? [1] : [1, 2, 5];
  const skip = decades > 6.5 ? 2 : 1;
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low) + 1e-9); power <= Math.log10(high) + 1e-9; power++) {
    if (power % skip !== 0) continue;
    for (const factor of factors) {
      const value = power < 0 ? factor / 10 ** -power : factor * 10 ** power;
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) found.push(value);
    }
  }
  return found;
}

/** The smallest 1-2-5 interval on a log axis that holds both values. */
export function niceLog(low: number, high: number): Range {
  const steps = (value: number, up: boolean) => {
    const power = Math.floor(Math.log10(value) + 1e-9);
    const unit = power < 0 ? 1 / 10 ** -power : 10 ** power;
    const candidates = [1, 2, 5, 10].map((factor) => (power < 0 ? factor / 10 ** -power : factor * unit));
    const fit = up
      ? candidates.find((candidate) => candidate >= value * (1 - 1e-9))
      : candidates.reverse().find((candidate) => candidate <= value * (1 + 1e-9));
    return fit ?? value;
  };
  return [steps(low, false), steps(high, true)];
}

/** A number as people read it: `digits` significant ones, thin spaces between thousands, a true minus. */
export function number(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return "∞";
  const magnitude = Math.abs(value);
  if (magnitude < 1e-6) return "0";
  const rounded = magnitude >= 10 ** digits ? Math.floor(magnitude + 0.5) : Number(magnitude.toPrecision(digits));
  const [whole, fraction] = String(rounded).split(".") as [string, string?];
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
  return (value < 0 ? "\u2212" : "") + grouped + (fraction ? `.${fraction}` : "");
}

/** A number at a tick: powers of ten where it would not fit beside an axis. */
export function marked(value: number): string {
  const size = Math.abs(value);
  if (!size || (1e-3 <= size * (1 + 1e-9) && size < 1e5)) return number(value);
  const power = Math.floor(Math.log10(size) + 1e-9);
  const factor = number(value / 10 ** power);
  const ten = `10${String(power).replace(/[-\d]/g, (sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"[sign === "-" ? 10 : Number(sign)]!)}`;
  return factor === "1" ? ten : `${factor}·${ten}`;
}

/** A parameter's value: `number` says 0 of what is tiny, which no parameter means. */
export const valued = (value: number) => (value && Math.abs(value) < 1e-6 ? marked(value) : number(value));

const halves = (value: number) => Math.floor(value * 2 + HALF);

/** A coordinate, rounded half up to half a pixel. */
export const px = (value: number) => halves(value) / 2;

/**
 * The path through the points, broken where a value is missing. It is written as shortly as it can be, since a page has
 * many: in half pixels, relative to the point before, and without points that lie on the way between their neighbours.
 */
export function line(points: readonly Point[]): string {
  let drawn = "";
  let run: Spot[] = [];
  for (const [x, y] of [...points, [0, null] as const]) {
    if (y !== null) {
      run.push([halves(x), halves(y)]);
    } else if (run.length) {
      drawn += moved("M", ...run[0]!) + along(thinned(run));
      run = [];
    }
  }
  return drawn;
}

/** The spots without those from which the line through the others is at most `THIN` away (Douglas and Peucker). */
export function thinned(spots: readonly Spot[]): Spot[] {
  const kept = new Set([0, spots.length - 1]);
  const spans: Spot[] = [[0, spots.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [start, end] = span;
    const [x0, y0] = spots[start]!;
    const [x1, y1] = spots[end]!;
    const length = Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));
    let worst = 0;
    let far = -1;
    for (let index = start + 1; index < end; index++) {
      const [x, y] = spots[index]!;
      const away = length ? Math.abs((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) : Math.abs(x - x0) + Math.abs(y - y0);
      if (away > far) [worst, far] = [index, away];
    }
    if (far <= THIN * (length || 1)) continue;
    kept.add(worst);
    spans.push([start, worst], [worst, end]);
  }
  return spots.filter((_, index) => kept.has(index));
}

/** One command for all of the steps: the numbers alone are repeated. */
function along(spots: readonly Spot[]): string {
  let steps = "";
  spots.slice(1).forEach(([x, y], index) => {
    const [x0, y0] = spots[index]!;
    steps += moved(steps ? (x >= x0 ? " " : "") : "l", x - x0, y - y0);
  });
  return steps;
}

const moved = (command: string, x: number, y: number) => `${command}${short(x)}${y >= 0 ? " " : ""}${short(y)}`;
/** `0.5` is `.5` in a path. */
const short = (value: number) => String(value / 2).replace(/^(-?)0\./, "$1.");

/** Rings around the points, as one path. */
export function dots(points: readonly (readonly [number, number])[], radius: number, style = "mark"): Shape {
  const arc = (across: number) => `${radius} ${radius} 0 1 0 ${across} 0`;
  return ["path", { class: style, d: scattered(points, radius, 0, `a${arc(2 * radius)} ${arc(-2 * radius)}z`) }];
}

/** Squares around the points, as one path. */
export function squares(points: readonly (readonly [number, number])[], side: number, style: string): Shape {
  return ["path", { class: style, d: scattered(points, side / 2, side / 2, `h${side}v${side}h${-side}z`) }];
}

/** The same closed mark again and again, from so far left of and above each point. */
function scattered(points: readonly (readonly [number, number])[], left: number, above: number, mark: string): string {
  let drawn = "";
  let last: Spot = [0, 0];
  for (const [x, y] of points) {
    const here: Spot = [halves(x - left), halves(y - above)];
    drawn += moved(drawn ? "m" : "M", here[0] - last[0], here[1] - last[1]) + mark;
    last = here;
  }
  return drawn;
}

/** Gridlines at these heights, as one path. */
export function levelLines(left: number, right: number, levels: readonly number[]): Shape {
  const wide = short(halves(right) - halves(left));
  return ["path", { class: "gridline", d: levels.map((level) => `${moved("M", halves(left), halves(level))}h${wide}`).join("") }];
}

/** Upright strokes at these places, all from `top` and `high` long. */
export function strokes(xs: readonly number[], top: number, high: number): string {
  let drawn = "";
  let last: Spot = [0, 0];
  for (const x of xs) {
    const here: Spot = [halves(x), halves(top)];
    drawn += `${moved(drawn ? "m" : "M", here[0] - last[0], here[1] - last[1])}v${high}`;
    last = [here[0], here[1] + halves(high)];
  }
  return drawn;
}

/** The closed area between two edges over the same xs; points where either edge is missing are left out. */
export function area(xs: readonly number[], low: readonly (number | null)[], high: readonly (number | null)[]): string {
  const kept = xs.map((_, index) => index).filter((index) => low[index] != null && high[index] != null);
  if (kept.length < 2) return "";
  const top = kept.map((index): Point => [xs[index]!, high[index]!]);
  const bottom = kept.reverse().map((index): Point => [xs[index]!, low[index]!]);
  return `${line([...top, ...bottom])}Z`;
}

/** Words at a whole pixel; `anchor` says which part of them lies there. */
export function text(x: number, y: number, content: string, style = "", anchor = "start"): Shape {
  const attributes: Record<string, string | number> = { ...(style && { class: style }), x: Math.floor(x + HALF), y: Math.floor(y + HALF) };
  if (anchor !== "start") attributes["text-anchor"] = anchor;
  return ["text", attributes, content];
}

export interface Panel {
  x: Scale;
  y: Scale;
  xLabel: string;
  yLabel: string;
  /** A value on x that gets its own tick and a dashed line. */
  threshold?: number | null;
  xTicks?: number;
  yTicks?: number;
}

/** Gridlines, axis, ticks and the two axis titles of one panel. Its box is what the scales' ranges say. */
export function frame({ x, y, xLabel, yLabel, threshold, xTicks = 5, yTicks = 5 }: Panel): Shape[] {
  const [left, right] = x.range;
  const [bottom, top] = y.range;
  const levels = ticks(y, yTicks).map((value) => [marked(value), px(y.at(value))] as const);
  const shapes: Shape[] = [
    levelLines(left, right, levels.map(([, at]) => at).filter((at) => at < bottom - 0.5)),
    ["g", { class: "tick", "text-anchor": "end" }, levels.map(([label, at]) => text(left - 6, at + 4, label))],
  ];
  if (threshold != null) {
    shapes.push(["path", { class: "threshold", d: `${moved("M", halves(x.at(threshold)), halves(top))}V${px(bottom)}` }]);
  }
  shapes.push(["path", { class: "axis", d: `${moved("M", halves(left), halves(bottom))}H${px(right)}` }]);
  const named = spaced(x, ticks(x, xTicks), threshold ?? null).map(([value, at]) => text(at, bottom + 17, marked(value), value === threshold ? "label-ink" : ""));
  shapes.push(["g", { class: "tick", "text-anchor": "middle" }, named]);
  shapes.push(text(Math.max(left - 34, 0), top - 10, yLabel, "label"));
  shapes.push(text(right, bottom + 35, xLabel, "label", "end"));
  return shapes;
}

/** Ticks that do not touch each other; the threshold's own tick goes before its neighbours. */
function spaced(x: Scale, values: number[], threshold: number | null): [number, number][] {
  const placed: [number, number][] = threshold === null ? [] : [[threshold, x.at(threshold)]];
  for (const value of values) {
    const at = x.at(value);
    const room = 9 + 3.6 * marked(value).length;
    if (placed.every(([other, place]) => Math.abs(place - at) >= room + 3.6 * marked(other).length)) placed.push([value, at]);
  }
  return placed.sort((a, b) => a[0] - b[0]);
}

/** The ringed dot that says "you may touch this". `id` joins it to what the host knows about the handle. */
export function handle(id: string, x: number, y: number): Shape {
  return [
    "g",
    { class: "handle", "data-handle": id, transform: `translate(${px(x)} ${px(y)})` },
    [
      ["circle", { class: "halo", r: 13 }],
      ["circle", { class: "ring", r: 8 }],
      ["circle", { class: "dot", r: 3 }],
    ],
  ];
}

export function clip(id: string, x: Scale, y: Scale): Shape {
  const [left, right] = x.range;
  const [bottom, top] = y.range;
  return ["clipPath", { id }, [["rect", { x: px(left), y: px(top), width: px(right - left), height: px(bottom - top) }]]];
}
