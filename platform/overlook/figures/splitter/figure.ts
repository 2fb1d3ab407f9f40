// Cases dealt into training, validation and test, and how a rule does on each. `static.py` draws the same on the server.
import { drawn, NARROW, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { clip, dots, handle, number, px, type Scale, type Shape, scale, text, ticks } from "../../kit/frontend/plot.ts";
import { draw, type Split, split, wilson } from "./model.ts";

type Box = [left: number, top: number, wide: number, high: number];
type Spot = readonly [number, number];

const REACH = 3.2;
const NAMES = ["training", "validation", "test"];

let last: [key: string, found: Split] | undefined;
function current({ n, train, validation, k, leak, seed }: State): Split {
  const key = [n, train, validation, k, leak, seed].join();
  if (last?.[0] !== key) last = [key, split(Number(n), Number(train), Number(validation), Number(k), leak === "all", Number(seed))];
  return last[1];
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

function borders(state: State): [number, number] {
  const { sizes } = current(state);
  return [sizes[0] / Number(state.n), (sizes[0] + sizes[1]) / Number(state.n)];
}

const across = ([left, , wide]: Box) => scale([0, 1], [left, left + wide]);
const boxes = (spots: Spot[]) => spots.map(([x, y]) => `M${px(x - 2.5)} ${px(y - 2.5)}h5v5h-5z`).join("");

/** A bar of the three parts with its borders, and below it the cases: filled ones train. */
function casesPanel(state: State, id: string, box: Box): Shape[] {
  const [left, top, wide, high] = box;
  const { sizes } = current(state);
  const x = across(box);
  const ends = [0, ...borders(state), 1];
  const shapes = ["sum", "band", "band-2"].flatMap((style, index): Shape[] => {
    const [a, b] = [x.at(ends[index]!), x.at(ends[index + 1]!)];
    return [
      ["rect", { class: style, x: px(a), y: px(top), width: px(b) - px(a), height: 22 }],
      text(left + (index * wide) / 2, top - 10, `${NAMES[index]} ${sizes[index]}`, "label", ["start", "middle", "end"][index]),
    ];
  });
  const right = scale([-REACH, REACH], [left, left + wide]);
  const up = scale([-REACH, REACH], [top + high, top + 34]);
  const seen = state.leak === "all" ? Number(state.n) : sizes[0];
  const spots = draw(Number(state.n), Number(state.seed)).map(([a, b]): Spot => [right.at(a), up.at(b)]);
  const circles = spots.filter((_, index) => index % 2 === 0);
  const squares = spots.filter((_, index) => index % 2);
  const half = Math.floor((seen + 1) / 2);
  const rest = Math.floor(seen / 2);
  const marks: Shape[] = [
    dots(circles.slice(half), 3, "mark-open-s1"),
    dots(circles.slice(0, half), 3, "mark-s1"),
    ["path", { class: "mark-open-s2", d: boxes(squares.slice(rest)) }],
    ["path", { class: "mark-s2", d: boxes(squares.slice(0, rest)) }],
  ];
  return [clip(id, right, up), ...shapes, ["g", { "clip-path": `url(#${id})` }, marks]];
}

/** A dot for each share, with its interval; the world's as a line through all of them. */
function sharesPanel(state: State, [left, top, wide, high]: Box): Shape[] {
  const { sizes, train, validation, test, world } = current(state);
  const x = scale([0.4, 1], [left, left + wide]);
  const step = high / 4;
  const level = (style: string, x1: number, x2: number, y1: number, y2: number): Shape => ["line", { class: style, x1: px(x1), x2: px(x2), y1: px(y1), y2: px(y2) }];
  const shapes = [
    level("axis", left, left + wide, top + high, top + high),
    level("threshold", x.at(world), x.at(world), top, top + high),
    text(left, top - 10, "share called rightly, with interval", "label"),
    text(left, top + 3.4 * step, `fresh cases ${number(world)} (dotted)`, "label over"),
  ];
  [train, validation, test].forEach((share, row) => {
    const [low, end] = wilson(share, sizes[row]!);
    const y = top + (row + 0.75) * step;
    shapes.push(
      text(left, y - 10, `${NAMES[row]} ${number(share)}`, "label-ink over"),
      level("interval", x.at(Math.max(low, 0.4)), x.at(end), y, y),
      ["circle", { class: "mark", cx: px(x.at(Math.max(share, 0.4))), cy: px(y), r: 4 }],
    );
  });
  shapes.push(["g", { class: "tick", "text-anchor": "middle" }, ticks(x, 4).map((value) => text(x.at(value), top + high + 17, number(value)))]);
  return shapes;
}

function measure(state: State) {
  const { sizes, train, validation, test, world } = current(state);
  const [low, high] = wilson(test, sizes[2]);
  return {
    train_right: train,
    validation_right: validation,
    test_right: test,
    world,
    n_train: sizes[0],
    n_validation: sizes[1],
    n_test: sizes[2],
    low,
    high,
    width: high - low,
  };
}

export const picture: Picture<null> = {
  height: (state, width) => (width >= NARROW ? 306 : state.panel === "both" ? 464 : 232),

  scene(state, _data, width, id) {
    const left = casesBox(state, width);
    const right = sharesBox(state, width);
    const shapes: Shape[] = [];
    if (left) shapes.push(...casesPanel(state, `${id}-a`, left));
    if (right) shapes.push(...sharesPanel(state, right));
    if (left) {
      const x = across(left);
      const [one, two] = borders(state);
      shapes.push(handle("train", x.at(one), left[1] + 11), handle("validation", x.at(two), left[1] + 11));
    }
    return shapes;
  },

  handles(state, _data, width) {
    const box = casesBox(state, width);
    if (!box) return [];
    const x: Scale = across(box);
    const [one, two] = borders(state);
    const { sizes } = current(state);
    return [
      { param: "train", x: x.at(one), y: box[1] + 11, text: `${sizes[0]} cases train`, value: (pixel) => x.back(pixel) },
      { param: "validation", x: x.at(two), y: box[1] + 11, text: `${sizes[1]} cases validate, ${sizes[2]} test`, value: (pixel) => x.back(pixel) - one },
    ];
  },

  describe(state) {
    const found = measure(state);
    const seen = state.leak === "all" ? "all cases" : `${number(found.n_train)} training cases`;
    const tested = `${number(found.test_right * 100)} % of ${number(found.n_test)} test cases are right`;
    return `Fitted to ${seen}: ${tested} (interval ${number(found.low * 100)} to ${number(found.high * 100)} %), and ${number(found.world * 100)} % of fresh ones.`;
  },

  measure,
};

export default drawn(picture);
