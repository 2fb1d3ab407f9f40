// Cases dealt into training, validation and test, and how a rule does on each. `static.py` draws the same on the server.
import { drawn, NARROW, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { clip, dots, handle, number, px, type Scale, type Shape, scale, squares, text, ticks } from "../../kit/frontend/plot.ts";
import { type Cases, dealt, draw, parted, type Split, split, wilson } from "./model.ts";
import type { Own } from "./own.ts";

type Box = [left: number, top: number, wide: number, high: number];
type Spot = readonly [number, number];

const REACH = 3.2;
const MARGIN = 0.04;
const NAMES = ["training", "validation", "test"];

type Data = Own | null;
type Found = Split & { cases: Cases };

let last: [data: Data, key: string, found: Found] | undefined;
function current({ n, train, validation, k, leak, seed }: State, data: Data): Found {
  const key = [n, train, validation, k, leak, seed].join();
  if (last?.[0] !== data || last[1] !== key) {
    const cases = data ? dealt({ places: data.places, first: data.first.map(Boolean) }, Number(seed)) : draw(Number(n), Number(seed));
    const rest = [Number(train), Number(validation), Number(k), leak === "all"] as const;
    last = [data, key, { ...(data ? parted(cases, ...rest) : split(Number(n), ...rest, Number(seed))), cases }];
  }
  return last[2];
}

function casesBox(state: State, width: number): Box | null {
  if (width >= NARROW) return [16, 40, px((width - 96) * 0.55), 250];
  return state.panel === "shares" ? null : [16, 34, width - 32, 190];
}

function sharesBox(state: State, width: number): Box | null {
  const wide = px((width - 96) * 0.55);
  if (width >= NARROW) return [64 + wide, 40, width - 96 - wide, 222];
  return state.panel === "cases" ? null : [16, state.panel === "shares" ? 34 : 266, width - 48, 154];
}

function borders({ sizes, cases }: Found): [number, number] {
  const n = cases.first.length;
  return [sizes[0] / n, (sizes[0] + sizes[1]) / n];
}

const across = ([left, , wide]: Box) => scale([0, 1], [left, left + wide]);

/** A bar of the three parts with its borders, and below it the cases: filled ones train. */
function casesPanel(state: State, data: Data, id: string, box: Box): Shape[] {
  const [left, top, wide, high] = box;
  const found = current(state, data);
  const { sizes, cases } = found;
  const x = across(box);
  const ends = [0, ...borders(found), 1];
  const shapes = ["sum", "band", "band-2"].flatMap((style, index): Shape[] => {
    const [a, b] = [x.at(ends[index]!), x.at(ends[index + 1]!)];
    return [
      ["rect", { class: style, x: px(a), y: px(top), width: px(b) - px(a), height: 22 }],
      text(left + (index * wide) / 2, top - 10, `${NAMES[index]} ${sizes[index]}`, "label", ["start", "middle", "end"][index]),
    ];
  });
  const right = scale(reach(data, 0), [left, left + wide]);
  const up = scale(reach(data, 1), [top + high, top + 34]);
  const seen = state.leak === "all" ? cases.first.length : sizes[0];
  const spots = cases.places.map(([a, b]): Spot => [right.at(a), up.at(b)]);
  const some = (first: boolean, known: boolean) => spots.filter((_, index) => cases.first[index] === first && index < seen === known);
  const marks: Shape[] = [
    dots(some(true, false), 3, "mark-open-s1"),
    dots(some(true, true), 3, "mark-s1"),
    squares(some(false, false), 5, "mark-open-s2"),
    squares(some(false, true), 5, "mark-s2"),
  ];
  const named = data ? [text(left + wide, top + high - 4, `${data.names[0]} →  ${data.names[1]} ↑`, "label over", "end")] : [];
  return [clip(id, right, up), ...shapes, ["g", { "clip-path": `url(#${id})` }, marks], ...named];
}

function reach(data: Data, axis: 0 | 1): [number, number] {
  if (!data) return [-REACH, REACH];
  const [low, high] = [Math.min, Math.max].map((end) => data.places.reduce((found, place) => end(found, place[axis]), data.places[0]![axis])) as [number, number];
  return [low - MARGIN * (high - low), high + MARGIN * (high - low)];
}

/** A dot for each share, with its interval; the world's as a line through all of them. */
function sharesPanel({ sizes, train, validation, test, world }: Found, [left, top, wide, high]: Box): Shape[] {
  const least = world === null ? 0 : 0.4;
  const x = scale([least, 1], [left, left + wide]);
  const step = high / 4;
  const level = (style: string, x1: number, x2: number, y1: number, y2: number): Shape => ["line", { class: style, x1: px(x1), x2: px(x2), y1: px(y1), y2: px(y2) }];
  const shapes = [
    level("axis", left, left + wide, top + high, top + high),
    text(left, top - 10, "share called rightly, with interval", "label"),
  ];
  if (world !== null) {
    shapes.push(level("threshold", x.at(world), x.at(world), top, top + high));
    shapes.push(text(left, top + 3.4 * step, `fresh cases ${number(world)} (dotted)`, "label over"));
  }
  [train, validation, test].forEach((share, row) => {
    const [low, end] = wilson(share, sizes[row]!);
    const y = top + (row + 0.75) * step;
    shapes.push(
      text(left, y - 10, `${NAMES[row]} ${number(share)}`, "label-ink over"),
      level("interval", x.at(Math.max(low, least)), x.at(end), y, y),
      ["circle", { class: "mark", cx: px(x.at(Math.max(share, least))), cy: px(y), r: 4 }],
    );
  });
  shapes.push(["g", { class: "tick", "text-anchor": "middle" }, ticks(x, 4).map((value) => text(x.at(value), top + high + 17, number(value)))]);
  return shapes;
}

function measure(state: State, data: Data) {
  const { sizes, train, validation, test, world } = current(state, data);
  const [low, high] = wilson(test, sizes[2]);
  return {
    train_right: train,
    validation_right: validation,
    test_right: test,
    ...(world === null ? {} : { world }),
    n_train: sizes[0],
    n_validation: sizes[1],
    n_test: sizes[2],
    low,
    high,
    width: high - low,
  };
}

export const picture: Picture<Data> = {
  height: (state, width) => (width >= NARROW ? 306 : state.panel === "both" ? 464 : 232),

  scene(state, data, width, id) {
    const left = casesBox(state, width);
    const right = sharesBox(state, width);
    const shapes: Shape[] = [];
    if (left) shapes.push(...casesPanel(state, data, `${id}-a`, left));
    if (right) shapes.push(...sharesPanel(current(state, data), right));
    if (left) {
      const x = across(left);
      const [one, two] = borders(current(state, data));
      shapes.push(handle("train", x.at(one), left[1] + 11), handle("validation", x.at(two), left[1] + 11));
    }
    return shapes;
  },

  handles(state, data, width) {
    const box = casesBox(state, width);
    if (!box) return [];
    const x: Scale = across(box);
    const [one, two] = borders(current(state, data));
    const { sizes } = current(state, data);
    return [
      { param: "train", x: x.at(one), y: box[1] + 11, text: `${sizes[0]} cases train`, value: (pixel) => x.back(pixel) },
      { param: "validation", x: x.at(two), y: box[1] + 11, text: `${sizes[1]} cases validate, ${sizes[2]} test`, value: (pixel) => x.back(pixel) - one },
    ];
  },

  describe(state, data) {
    const found = measure(state, data);
    const seen = state.leak === "all" ? "all cases" : `${number(found.n_train)} training cases`;
    const tested = `${number(found.test_right * 100)} % of ${number(found.n_test)} test cases are right`;
    const said = `Fitted to ${seen}: ${tested} (interval ${number(found.low * 100)} to ${number(found.high * 100)} %)`;
    return found.world === undefined ? `${said}. Only new data can say what becomes of fresh ones.` : `${said}, and ${number(found.world * 100)} % of fresh ones.`;
  },

  measure,
};

/** Rows of the table: what the three parts are called, and how they do. */
const parts = (state: State, data: Data) => {
  const { sizes, train, validation, test } = current(state, data);
  return [train, validation, test].map((share, row) => [NAMES[row]!, String(sizes[row]), number(share), wilson(share, sizes[row]!).map((end) => number(end)).join(" to ")]);
};

export default { ...drawn(picture), own: async () => (await import("./own.ts")).own(picture, parts) };
