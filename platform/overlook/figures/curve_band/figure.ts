// What many draws do: median, mean, band and the share that interpolates, read by a cursor. `static.py` draws the same.
import { type Bands, bands, bandScales, type Curve, domainOf } from "../../kit/frontend/bands.ts";
import { drawn, NARROW, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { handle, line, number, type Point, px, type Range, type Scale, type Shape, scale, text } from "../../kit/frontend/plot.ts";
import { curveOf, cursor, type Data, hasShare, measure, own, type Series, SHOWN, type Values, words } from "./model.ts";

const STYLES: Partial<Record<Series, string>> = { median: "s1", mean: "s2", p90: "s3" };
const SERIES = ["median", "mean", "p10", "p90", "theory"] as const;

const height = (_state: State, width: number) => (width >= NARROW ? 362 : 300);
const shown = (state: State) => SHOWN[String(state.show)]!;

function domain(state: State, data: Data): Range {
  if (data.y.domain) return data.y.domain;
  const curves = data.groups[String(state.group)]!.curves;
  return domainOf(curves.flatMap((curve) => SERIES.flatMap((name): Values => curve[name] ?? [])), data.y.log);
}

function curves(state: State, data: Data): Curve[] {
  const curve = curveOf(state, data);
  const first = data.groups[String(state.group)]!.curves[0]!;
  const word = words(state, data);
  const named = own(state, data);
  let names = (["median", "mean", "p90"] as Series[]).filter((name) => state.show === name || (state.show === "all" && (name !== "p90" || named)));
  names = names.filter((name) => curve[name]);
  if (!names.length) names = ["median"];
  const found: Curve[] = [];
  if (curve !== first) found.push({ label: "without ridge", style: "faint", values: first[names[0]!] ?? first.median });
  for (const name of names) {
    const line: Curve = { label: word[name]!, style: STYLES[name]!, values: curve[name]! };
    const band = state.show === "all" && !named && name === "median" && curve.p10 && curve.p90;
    found.push(band ? { ...line, low: curve.p10!, high: curve.p90! } : line);
  }
  if (curve.theory) found.push({ label: word.theory!, style: "theory", values: curve.theory });
  return found;
}

function chart(state: State, data: Data, width: number): Bands {
  const { x: axis, y } = data;
  return {
    id: "",
    left: 52,
    top: 34,
    width: width - 52 - 12,
    height: height(state, width) - 34 - 44 - (hasShare(data) ? 84 : 0),
    xs: axis.values,
    xLog: axis.log,
    xLabel: axis.label + (axis.log ? " (log scale)" : ""),
    yLog: y.log,
    yLabel: y.label + (y.log ? " (log)" : ""),
    yDomain: domain(state, data),
    threshold: axis.threshold,
    curves: curves(state, data),
  };
}

interface Still {
  key: string;
  box: Bands;
  id?: string;
  shapes?: Shape[];
}

const stills = new WeakMap<Data, Still>();

/** What the cursor does not move: laid out and drawn once, and kept while only the cursor moves. */
function still(state: State, data: Data, width: number): Still {
  const key = JSON.stringify([{ ...state, x: 0 }, width]);
  let found = stills.get(data);
  if (found?.key !== key) stills.set(data, (found = { key, box: chart(state, data, width) }));
  return found;
}

function background(state: State, data: Data, width: number, id: string): Shape[] {
  const found = still(state, data, width);
  if (found.id === id) return found.shapes!;
  const shapes = bands({ ...found.box, id });
  const full = height(state, width);
  if (hasShare(data)) shapes.push(...share(curveOf(state, data).interpolates, data, bandScales(found.box).x, full - 52, full - 6));
  Object.assign(found, { id, shapes });
  return shapes;
}

/** On what is shown, inside the frame; on the floor where nothing is known. */
function place(state: State, data: Data, x: Scale, y: Scale): [number, number] {
  const at = cursor(state, data);
  const curve = curveOf(state, data);
  const value = (curve[shown(state)] ?? curve.median)[at] ?? null;
  const [floor, ceiling] = y.range;
  const level = value === null || (y.log && value <= 0) ? floor : Math.min(floor, Math.max(ceiling, y.at(value)));
  return [x.at(data.x.values[at]!), level];
}

/** The slim panel: which share of the draws passes through every point. */
function share(values: Values | undefined, data: Data, x: Scale, top: number, bottom: number): Shape[] {
  const [left, right] = x.range;
  const y = scale([0, 1], [bottom, top]);
  const points = data.x.values.map((at, index): Point => {
    const value = values?.[index] ?? null;
    return [x.at(at), value === null ? null : y.at(value)];
  });
  const level = (style: string, at: number): Shape => ["line", { class: style, x1: px(left), x2: px(right), y1: px(at), y2: px(at) }];
  return [
    level("gridline", top),
    text(left - 6, top + 4, "100 %", "tick", "end"),
    text(left - 6, bottom + 2, "0", "tick", "end"),
    level("axis", bottom),
    ["path", { class: "s1", d: line(points) }],
    text(left, top - 8, "share of draws that interpolate", "label"),
  ];
}

export const picture: Picture<Data> = {
  height,
  measure,

  scene(state, data, width, id) {
    const { box } = still(state, data, width);
    const { x, y } = bandScales(box);
    const full = height(state, width);
    const shapes = [...background(state, data, width, id)];
    const [at, level] = place(state, data, x, y);
    const cursorLine = (top: number, bottom: number): Shape => ["line", { class: "cursor", x1: px(at), x2: px(at), y1: px(top), y2: px(bottom) }];
    shapes.push(cursorLine(box.top - 6, y.range[0]));
    if (hasShare(data)) shapes.push(cursorLine(full - 52, full - 6));
    shapes.push(handle("x", at, level));
    return shapes;
  },

  handles(state, data, width) {
    const { x, y } = bandScales(still(state, data, width).box);
    const [at, level] = place(state, data, x, y);
    const { here } = measure(state, data);
    const said = here === undefined ? number(Number(state.x)) : `${number(Number(state.x))}, ${words(state, data)[shown(state)]} ${number(here)}`;
    return [{ param: "x", x: at, y: level, text: said, value: (pixel) => x.back(pixel) }];
  },

  describe(state, data) {
    const found = measure(state, data);
    const all = words(state, data);
    const word = all[shown(state)];
    const { name, values } = data.x;
    let said = `${data.groups[String(state.group)]!.label}: at ${name} = ${number(values[cursor(state, data)]!)} the ${word}`;
    said += found.here === undefined ? " is not known" : ` is ${number(found.here)}`;
    if (state.show === "all" && found.mean !== undefined) said += ` and the ${all.mean} ${number(found.mean)}`;
    if (own(state, data)) {
      if (state.show === "all" && found.p90 !== undefined) said += ` and the ${all.p90} ${number(found.p90)}`;
      if (found.rise! < 1.001 && found.least_x === values[0]) return `${said}. Over the whole range the ${word} stays the same.`;
      return `${said}. Over the whole range the ${word} is least at ${name} = ${number(found.least_x!)}.`;
    }
    if (found.interpolates !== undefined) said += `; ${number(100 * found.interpolates)} % of the draws pass through every point`;
    said += `. Over the whole range the ${word} `;
    if (found.rise! < 1.05) return `${said}only falls.`;
    if (found.least_x === values[0] && found.last! >= 0.98 * found.peak!) return `${said}only rises.`;
    return `${said}climbs ${number(found.rise!)}-fold, to its peak at ${name} = ${number(found.peak_x!)}.`;
  },
};

export default drawn(picture);
