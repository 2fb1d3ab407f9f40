// Many models, a small validation set, and what the best is worth afterwards. `static.py` draws the same on the server.
import { drawn, NARROW, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { kept } from "../../kit/frontend/kept.ts";
import { clip, frame, handle, line, number, px, type Scale, type Shape, scale, text } from "../../kit/frontend/plot.ts";
import { contest, expectedBest } from "./model.ts";

type Box = [left: number, top: number, wide: number, high: number];
type Spot = readonly [number, number];

const MODELS = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000];

const held = kept(contest);
const current = ({ models, n, spread, seed }: State) => held(Number(models), Number(n), Number(spread), Number(seed));

function scoresBox(state: State, width: number): Box | null {
  if (width >= NARROW) return [46, 40, px((width - 118) * 0.5), 222];
  return state.panel === "best" ? null : [46, 34, width - 60, 154];
}

function bestBox(state: State, width: number): Box | null {
  const wide = px((width - 118) * 0.5);
  if (width >= NARROW) return [102 + wide, 40, width - 118 - wide, 222];
  return state.panel === "scores" ? null : [46, state.panel === "best" ? 34 : 266, width - 60, 154];
}

/** A bar for each score that some model has, with room for words above; a line where the best truly is. */
function scoresPanel(state: State, id: string, [left, top, wide, high]: Box): Shape[] {
  const { right, best, skill } = current(state);
  const n = Number(state.n);
  const counts = new Map<number, number>();
  for (const count of [...right].sort((a, b) => a - b)) counts.set(count, (counts.get(count) ?? 0) + 1);
  const x = scale([0, 1], [left, left + wide]);
  const y = scale([0, 1.4 * Math.max(...counts.values())], [top + high, top]);
  const half = Math.max(1, wide / n / 2 - 0.5);
  const won = right[best]!;
  const bars = [...counts].map(
    ([hits, count]): Shape => [
      "rect",
      {
        class: hits === won ? "mark-s1" : "sum",
        x: px(x.at(hits / n) - half),
        y: px(y.at(count)),
        width: px(2 * half),
        height: px(top + high) - px(y.at(count)),
      },
    ],
  );
  const truth = px(x.at(skill));
  const at = x.at(won / n);
  const flip = at > left + wide / 2 ? "end" : "start";
  return [
    clip(id, x, y),
    ...frame({ x, y, xLabel: "share of cases right", yLabel: "models", yTicks: 4 }),
    ["g", { "clip-path": `url(#${id})` }, bars],
    ["line", { class: "threshold", x1: truth, x2: truth, y1: px(top), y2: px(top + high) }],
    text(at, top + 12, `best ${number(won / n)}`, "label-s1 over", flip),
    text(x.at(skill), top + 28, `its true share ${number(skill)}`, "label over", flip),
  ];
}

const scales = ([left, top, wide, high]: Box): [Scale, Scale] => [scale([1, 1000], [left, left + wide], true), scale([0.4, 1], [top + high, top])];

function bestPanel(state: State, id: string, box: Box): Shape[] {
  const [x, y] = scales(box);
  const d = (spots: Spot[]) => line(spots.map(([a, b]): Spot => [x.at(a), y.at(b)]));
  return [
    clip(id, x, y),
    ...frame({ x, y, xLabel: "number of coins (log scale)", yLabel: "expected score of the best", xTicks: 4, yTicks: 4 }),
    [
      "g",
      { "clip-path": `url(#${id})` },
      [
        ["path", { class: "truth", d: d([[1, 0.5], [1000, 0.5]]) }],
        ["path", { class: "s1", d: d(MODELS.map((models): Spot => [models, expectedBest(models, Number(state.n))])) }],
      ],
    ],
  ];
}

function measure(state: State) {
  const { right, best, skill, fresh } = current(state);
  const n = Number(state.n);
  const score = right[best]! / n;
  return { best: score, fresh, skill, optimism: score - skill, expected: expectedBest(Number(state.models), n) };
}

const place = (state: State, [x, y]: [Scale, Scale]): Spot => [x.at(Number(state.models)), y.at(expectedBest(Number(state.models), Number(state.n)))];

export const picture: Picture<null> = {
  height: (state, width) => (width >= NARROW ? 306 : state.panel === "both" ? 464 : 232),

  scene(state, _data, width, id) {
    const left = scoresBox(state, width);
    const right = bestBox(state, width);
    const shapes: Shape[] = [];
    if (left) shapes.push(...scoresPanel(state, `${id}-a`, left));
    if (right) {
      const [at, level] = place(state, scales(right));
      shapes.push(...bestPanel(state, `${id}-b`, right));
      shapes.push(["line", { class: "cursor", x1: px(at), x2: px(at), y1: px(level), y2: px(right[1] + right[3]) }], handle("models", at, level));
    }
    return shapes;
  },

  handles(state, _data, width) {
    const box = bestBox(state, width);
    if (!box) return [];
    const both = scales(box);
    const [x, y] = place(state, both);
    return [{ param: "models", x, y, text: `${state.models} models, expected best ${number(measure(state).expected)}`, value: (pixel) => both[0].back(pixel) }];
  },

  describe(state) {
    const found = measure(state);
    const models = Number(state.models);
    const who = models === 1 ? "One model" : `The best of ${models} models`;
    return `${who} has ${number(found.best * 100)} % of ${state.n} validation cases right, and ${number(found.fresh * 100)} % of 1000 fresh ones.`;
  },

  measure,
};

export default drawn(picture);
