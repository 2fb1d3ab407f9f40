// Cases with scores, a threshold, and the curve that all thresholds together make. `static.py` draws the same on the server.
import { drawn, NARROW, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { kept } from "../../kit/frontend/kept.ts";
import { clip, dots, frame, handle, line, number, type Point, px, type Scale, type Shape, scale, squares, text, ticks } from "../../kit/frontend/plot.ts";
import { area, averagePrecision, cost, draw, leastCost, pairsOf, precision, rates, type Sample, sampled, stacked, won } from "./model.ts";
import type { Cases } from "./own.ts";

type Box = [left: number, top: number, wide: number, high: number];
type Pair = [number, number];

type Data = Cases | null;

const simulated = kept(draw);
const brought = kept((data: Cases) => sampled(Float64Array.from(data.positive), Float64Array.from(data.negative)));
const current = ({ d, n, seed, warp }: State, data: Data): Sample =>
  data ? brought(data) : simulated(Number(d), Number(n), Number(seed), String(warp));

/** A score, with as many digits as tell it from its neighbours. */
const levelOf = (score: number, data: Data) => number(score, data?.digits);

function casesBox(state: State, width: number): Box | null {
  if (width >= NARROW) return [30, 40, px((width - 122) * 0.58), 222];
  return state.panel === "curve" ? null : [30, 34, width - 44, 154];
}

function curveBox(state: State, width: number): Box | null {
  const wide = px((width - 122) * 0.58);
  if (width >= NARROW) return [108 + wide, 40, width - 122 - wide, 222];
  return state.panel === "cases" ? null : [46, state.panel === "curve" ? 34 : 266, width - 60, 154];
}

/** What more true positives an added false positive must bring, to cost nothing. */
const slope = ({ share, ratio }: State) => (1 - Number(share)) / (Number(share) * Number(ratio));

const across = ([left, , wide]: Box, data: Data = null) => scale(data?.domain ?? [0, 1], [left, left + wide]);

/** Positives stand on the line, negatives hang from it; what is flagged lies on the shaded side. */
function casesPanel(state: State, data: Data, box: Box): Shape[] {
  const [left, top, wide, high] = box;
  const found = current(state, data);
  const x = across(box, data);
  const middle = top + high / 2;
  const at = x.at(Number(state.t));
  const [fpr, tpr] = rates(found, Number(state.t));
  const [n, m] = [found.positive.length, found.negative.length];
  const [low, most] = x.domain;
  const places = (scores: Float64Array, base: number, way: number) => {
    const levels = stacked(scores.map((score) => (score - low) / (most - low)));
    const step = Math.min(7, (high / 2 - 26) / Math.max(...levels, 1));
    return Array.from(scores, (score, index): Pair => [x.at(score), base + way * levels[index]! * step]);
  };
  const shade: Shape = ["rect", { class: "target", x: px(at), y: px(top), width: px(left + wide) - px(at), height: px(high) }];
  const rule = (y: number): Shape => ["line", { class: "axis", x1: px(left), x2: px(left + wide), y1: px(y), y2: px(y) }];
  return [
    ...(at < left + wide - 0.5 ? [shade] : []),
    rule(middle),
    rule(top + high),
    dots(places(found.positive, middle - 7, -1), 3, "mark-s1"),
    squares(places(found.negative, middle + 7, 1), 5, "mark-s2"),
    text(left, top - 10, `positives: ${number(tpr * n)} of ${n} flagged`, "label-s1"),
    text(left, top + high - 8, `negatives: ${number(fpr * m)} of ${m} flagged`, "label-s2 over"),
    ["g", { class: "tick", "text-anchor": "middle" }, ticks(x, 5).map((value) => text(x.at(value), top + high + 17, levelOf(value, data)))],
    text(left + wide, top + high + 35, data?.name ?? "score", "label", "end"),
  ];
}

function curvePanel(state: State, data: Data, id: string, box: Box): Shape[] {
  const [, top, , high] = box;
  const found = current(state, data);
  const share = Number(state.share);
  const x = across(box);
  const y = scale([0, 1], [top + high, top]);
  const [fpr, tpr] = rates(found, Number(state.t));
  const d = (points: Pair[]) => line(points.map(([a, b]): Point => [x.at(a), y.at(b)]));
  const shapes: Shape[] = [];
  let here: Pair = [fpr, tpr];
  if (state.plane === "pr") {
    here = [tpr, precision(fpr, tpr, share)];
    const steps = found.tpr.slice(1).flatMap((recall, index): Pair[] => {
      const value = precision(found.fpr[index + 1]!, recall, share);
      return [
        [found.tpr[index]!, value],
        [recall, value],
      ];
    });
    shapes.push(["path", { class: "truth", d: d([[0, share], [1, share]]) }], ["path", { class: "s1", d: d(steps) }]);
  } else {
    const points = found.fpr.map((rate, index): Pair => [rate, found.tpr[index]!]);
    shapes.push(["path", { class: "truth", d: d([[0, 0], [1, 1]]) }], ["path", { class: "s1", d: d(points) }]);
    if (state.plane === "cost") {
      // Of equal cost with the point: from one edge of the square far beyond the other, and clipped.
      const rise = slope(state);
      const held = (level: number) => Math.max(-60, Math.min(60, level));
      shapes.push(["path", { class: "s3", d: d([[0, held(tpr - rise * fpr)], [1, held(tpr + rise * (1 - fpr))]]) }]);
    }
  }
  const [xLabel, yLabel] = state.plane === "pr" ? ["recall", "precision"] : ["false positive rate", "true positive rate"];
  return [
    clip(id, x, y),
    ...frame({ x, y, xLabel: xLabel!, yLabel: yLabel!, xTicks: 4 }),
    ["g", { "clip-path": `url(#${id})` }, shapes],
    ["circle", { class: "mark", cx: px(x.at(here[0])), cy: px(y.at(here[1])), r: 5 }],
  ];
}

function measure(state: State, data: Data): Record<string, number> {
  const found = current(state, data);
  const [share, ratio, pairs] = [Number(state.share), Number(state.ratio), Number(state.pairs)];
  const [fpr, tpr] = rates(found, Number(state.t));
  const [wins, ties] = data ? pairsOf(found) : [0, 0];
  return {
    tp: tpr * found.positive.length,
    fp: fpr * found.negative.length,
    tpr,
    fpr,
    precision: precision(fpr, tpr, share),
    auc: area(found),
    ap: averagePrecision(found, share),
    expense: cost(fpr, tpr, share, ratio),
    least: leastCost(found, share, ratio),
    slope: slope(state),
    ...(data ? { wins, ties } : { won: pairs ? won(found, pairs, Number(state.seed)) / pairs : 0 }),
  };
}

export const picture: Picture<Data> = {
  height: (state, width) => (width >= NARROW ? 306 : state.panel === "both" ? 464 : 232),

  scene(state, data, width, id) {
    const cases = casesBox(state, width);
    const curve = curveBox(state, width);
    const shapes: Shape[] = [];
    if (cases) shapes.push(...casesPanel(state, data, cases));
    if (curve) shapes.push(...curvePanel(state, data, `${id}-b`, curve));
    if (cases) {
      const at = across(cases, data).at(Number(state.t));
      const [, top, , high] = cases;
      shapes.push(["line", { class: "cursor", x1: px(at), x2: px(at), y1: px(top - 6), y2: px(top + high) }], handle("t", at, top + high / 2));
    }
    return shapes;
  },

  handles(state, data, width) {
    const box = casesBox(state, width);
    if (!box) return [];
    const x: Scale = across(box, data);
    const [fpr, tpr] = rates(current(state, data), Number(state.t));
    const said = `${levelOf(Number(state.t), data)}, true positive rate ${number(tpr)}, false positive rate ${number(fpr)}`;
    return [{ param: "t", x: x.at(Number(state.t)), y: box[1] + box[3] / 2, text: said, value: (pixel) => x.back(pixel) }];
  },

  describe(state, data) {
    const found = measure(state, data) as Record<"tp" | "fp" | "won" | "wins" | "ties" | "auc" | "precision" | "ap" | "expense" | "least", number>;
    const { positive, negative } = current(state, data);
    const [n, m] = [positive.length, negative.length];
    const said = `At ${levelOf(Number(state.t), data)}, ${number(found.tp)} of ${n} positives and ${number(found.fp)} of ${m} negatives are flagged. `;
    const area = `he area under the curve is ${number(found.auc)}.`;
    const pairs = Number(state.pairs ?? 0);
    if (pairs) return `${said}The positive wins ${number(found.won * 100)} % of ${number(pairs, 5)} pairs; t${area}`;
    const ofAll = `Where ${number(Number(state.share) * 100)} % are positive,`;
    if (state.plane === "pr") return `${said}${ofAll} precision is ${number(found.precision)}, on average ${number(found.ap)}.`;
    if (state.plane === "cost") {
      return `${said}${ofAll} a thousand cases cost ${number(found.expense)} false alarms; the least possible is ${number(found.least)}.`;
    }
    const ties = found.ties ? ` and ties in ${number(found.ties, 7)}` : "";
    return data ? `${said}Of ${number(n * m, 7)} pairs the positive wins ${number(found.wins, 7)}${ties}: t${area}` : `${said}T${area}`;
  },

  measure,
};

export default { ...drawn(picture), own: async () => (await import("./own.ts")).own(picture) };
