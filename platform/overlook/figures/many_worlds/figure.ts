// Many data sets, a fit to each, and what the fits do at one place. `static.py` draws the same on the server.
import { drawn, NARROW, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { kept } from "../../kit/frontend/kept.ts";
import { clip, frame, handle, line, niceLog, number, px, type Scale, type Shape, scale, text, ticks } from "../../kit/frontend/plot.ts";
import { GRID_PLACES, places, simulate, truth, type Worlds } from "./model.ts";

type Box = [left: number, top: number, wide: number, high: number];

const size = (state: State) => (state.model !== "polynomial" ? Math.min(Number(state.k), Number(state.n)) : Number(state.degree));

const simulated = kept(simulate);
function current(state: State): Worlds {
  const { model, n, sigma, x0, worlds, team, seed } = state;
  return simulated(String(model), size(state), Number(n), Number(sigma), Number(x0), Number(worlds), Number(team), Number(seed));
}

function fitsBox(state: State, width: number): Box | null {
  if (width >= NARROW) return [46, 40, px((width - 118) * 0.62), 222];
  return state.panel === "parts" ? null : [46, 34, width - 58, 154];
}

function partsBox(state: State, width: number): Box | null {
  const wide = px((width - 118) * 0.62);
  if (width >= NARROW) return [102 + wide, 40, width - 118 - wide, 222];
  return state.panel === "fits" ? null : [46, state.panel === "parts" ? 34 : 266, width - 58, 154];
}

const scales = ([left, top, wide, high]: Box): [Scale, Scale] => [scale([-1, 1], [left, left + wide]), scale([-2, 2], [top + high, top])];

function place(state: State, [x, y]: [Scale, Scale]): [number, number] {
  const [floor, ceiling] = y.range;
  return [x.at(Number(state.x0)), Math.min(floor, Math.max(ceiling, y.at(current(state).mean)))];
}

let drawnFits: [lines: Worlds["lines"], key: string, shapes: Shape[]] | undefined;

/** The fits do not move with the place: while only the place moves they are not drawn again. */
function fitsPanel(state: State, id: string, box: Box): Shape[] {
  const { lines, points } = current(state);
  const key = [id, ...box].join();
  if (drawnFits?.[0] !== lines || drawnFits[1] !== key) drawnFits = [lines, key, drawFits(lines, points, id, box)];
  return drawnFits[2];
}

function drawFits(lines: Worlds["lines"], points: Worlds["points"], id: string, box: Box): Shape[] {
  const [x, y] = scales(box);
  const d = (values: ArrayLike<number>) => line(Array.from(GRID_PLACES, (at, index) => [x.at(at), y.at(values[index]!)] as const));
  const one = lines.length === 1;
  const where = places(points.length);
  const mean = GRID_PLACES.map((_, index) => lines.reduce((sum, values) => sum + values[index]!, 0) / lines.length);
  return [
    clip(id, x, y),
    ...frame({ x, y, xLabel: "place", yLabel: one ? "measured (dots: one data set)" : "measured (dashed: mean of the fits)" }),
    [
      "g",
      { "clip-path": `url(#${id})` },
      [
        ["path", { class: one ? "s1" : "world", d: lines.map(d).join("") }],
        ["path", { class: "truth", d: d(GRID_PLACES.map(truth)) }],
        ...(one ? [] : [["path", { class: "s2", d: d(mean) }] as Shape]),
      ],
    ],
    ["g", {}, one ? Array.from(points, (value, index): Shape => ["circle", { class: "mark", cx: px(x.at(where[index]!)), cy: px(y.at(value)), r: 2.5 }]) : []],
  ];
}

/** Each part begins where the one above it ends, so the last bar is as long as all of them. */
function partsPanel(state: State, [left, top, wide, high]: Box): Shape[] {
  const { lines, bias2, variance, noise, error } = current(state);
  const one = lines.length === 1;
  const x = scale([0, niceLog(Math.max(error, 0.1), Math.max(error, 0.1))[1]], [left, left + wide]);
  const step = high / 4;
  const bar = (style: string, label: string, said: string, from: number, to: number, row: number): Shape[] => [
    text(left + 4, top + row * step + 13, said, label),
    ["rect", { class: style, x: px(x.at(from)), y: px(top + row * step + 18), width: px(x.at(to)) - px(x.at(from)), height: px(step - 24) }],
  ];
  const shapes = [text(left, top - 10, `squared error at ${number(Number(state.x0))}`, "label")];
  let start = 0;
  [bias2, variance, noise].forEach((value, row) => {
    const label = [one ? "squared miss" : "bias²", "variance", "noise"][row]!;
    const style = ["s2", "s1", "s3"][row]!;
    const said = one && row === 1 ? `${label} not to be seen in one` : `${label} ${number(value)}`;
    shapes.push(...bar(`mark-${style}`, `label-${style}`, said, start, start + value, row));
    start += value;
  });
  shapes.push(...bar("sum", "label-ink", `error ${number(error)}`, 0, error, 3));
  shapes.push(["line", { class: "axis", x1: px(left), x2: px(left), y1: px(top), y2: px(top + high) }]);
  for (const value of ticks(x, 4)) shapes.push(text(x.at(value), top + high + 17, number(value), "tick", "middle"));
  return shapes;
}

function fits(state: State): string {
  const team = Number(state.team);
  const one = Number(state.worlds) === 1;
  const used = size(state);
  const what = team === 1 ? (one ? "fit" : "fits") : `${one ? "average" : "averages"} of ${team} fits`;
  const near = used === 1 ? "to the nearest point" : `to the ${used} nearest points`;
  const model = state.model === "knn" ? near : state.model === "loess" ? `by lines, ${near}` : `of degree ${used}`;
  return `${one ? "One" : state.worlds} ${what} ${model}`;
}

export const picture: Picture<null> = {
  height: (state, width) => (width >= NARROW ? 306 : state.panel === "both" ? 464 : 232),

  scene(state, _data, width, id) {
    const left = fitsBox(state, width);
    const right = partsBox(state, width);
    const shapes: Shape[] = [];
    if (left) shapes.push(...fitsPanel(state, `${id}-a`, left));
    if (right) shapes.push(...partsPanel(state, right));
    if (left) {
      const [at, level] = place(state, scales(left));
      shapes.push(["line", { class: "cursor", x1: px(at), x2: px(at), y1: px(left[1] - 6), y2: px(left[1] + left[3]) }], handle("x0", at, level));
    }
    return shapes;
  },

  handles(state, _data, width) {
    const box = fitsBox(state, width);
    if (!box) return [];
    const both = scales(box);
    const [x, y] = place(state, both);
    return [{ param: "x0", x, y, text: `${number(Number(state.x0))}, error ${number(current(state).error)}`, value: (pixel) => both[0].back(pixel) }];
  },

  describe(state) {
    const { lines, mean, target, bias2, variance, noise, error } = current(state);
    const said = `${fits(state)}, at ${number(Number(state.x0))}: `;
    return lines.length === 1
      ? `${said}it says ${number(mean)} and the truth is ${number(target)}. One fit does not show how much of the miss is bias and how much is variance.`
      : `${said}bias² ${number(bias2)}, variance ${number(variance)} and noise ${number(noise)} add up to an error of ${number(error)}.`;
  },

  measure(state) {
    const { mean, target, bias2, variance, noise, error } = current(state);
    return { mean, target, bias2, variance, noise, error };
  },
};

export default drawn(picture);
