// The error curve against the number of knots, beside the very fit with its knots. `static.py` draws the same on the server.
import { labels } from "../../kit/frontend/bands.ts";
import { drawn, NARROW, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { kept } from "../../kit/frontend/kept.ts";
import { clip, dots, frame, handle, line, niceLog, number, type Point, px, type Shape, scale, strokes, text } from "../../kit/frontend/plot.ts";
import { curve, type Dataset, type Draw, draw, type Fit, fit, type Row, rows, vertices } from "./model.ts";

const TOUCH = 1e-2;
type Box = [left: number, top: number, wide: number, high: number];

const penalty = (state: State) => (Number(state.ridge) <= -6 ? 0 : 10 ** Number(state.ridge));

/** How many results are kept: a drag changes K or λ, and comes back to what it left. */
const MANY = 40;
const drawings = kept(draw, MANY);
const drawOf = ({ dataset, design, seed }: State): Draw => drawings(String(dataset), String(design), Number(seed));
const begun = new WeakMap<Draw, Map<number, Row[]>>();
const errors = kept((from: Draw, ridge: number): Row[] => begun.get(from)?.get(ridge) ?? curve(from, ridge), MANY);
const errorsOf = (state: State) => errors(drawOf(state), penalty(state));
const fits = kept(fit, MANY);
const fitOf = (state: State): Fit => fits(drawOf(state), Number(state.k), penalty(state));

function curveBox(state: State, width: number): Box | null {
  if (width >= NARROW) return [46, 40, (width - 138) / 2, 222];
  return state.panel === "fit" ? null : [46, 34, width - 58, 154];
}

function fitBox(state: State, width: number): Box | null {
  if (width >= NARROW) return [122 + (width - 138) / 2, 40, (width - 138) / 2, 222];
  return state.panel === "curve" ? null : [46, state.panel === "fit" ? 34 : 266, width - 58, 154];
}

/** What a drag of K does not change: the frame, the curves at the widths that every draw has, and where their names stand. */
const curvesOf = kept((rows: readonly Row[], { squared, x: places }: Dataset, left: number, top: number, wide: number, high: number) => {
  const tests = rows.map(([, test]) => test);
  const [low, up] = niceLog(Math.min(...tests) / 1.6, Math.max(...tests));
  const x = scale([1, rows[rows.length - 1]![0]], [left, left + wide], true);
  const y = scale([low, Math.min(Math.max(up, low * 100), low * 1e6)], [top + high, top], true);
  const pixel = (value: number) => Math.min(y.range[0], y.at(Math.max(value, 1e-12)));
  const points = (test: number, train: number, width: number): [Point, Point] => [[x.at(width), pixel(test)], [x.at(width), pixel(train)]];
  const pairs = rows.map(([width, test, train]) => points(test, train, width));
  const paths = [pairs.map(([test]) => test), pairs.map(([, train]) => train)];
  const named = [
    { label: "test error", style: "s1", values: [] },
    { label: "training error", style: "s2", values: [] },
  ];
  const yLabel = squared ? "root mean squared error (log)" : "mean absolute error (log)";
  const ground = frame({ x, y, xLabel: "number of knots K (log scale)", yLabel, threshold: places.length - 2 });
  return { x, y, points, pairs, ground, names: labels(named, paths, x, y) };
}, 4);
const curves = (state: State, box: Box) => curvesOf(errorsOf(state), drawOf(state).data, ...box);

function place(state: State, box: Box): [number, number] {
  const { x, y } = curves(state, box);
  const [floor, ceiling] = y.range;
  return [x.at(Number(state.k)), Math.min(floor, Math.max(ceiling, y.at(Math.max(fitOf(state).test, 1e-12))))];
}

function curvePanel(state: State, id: string, box: Box): Shape[] {
  const rows = errorsOf(state);
  const { x, y, points, pairs, ground, names } = curves(state, box);
  const k = Number(state.k);
  const { test, train } = fitOf(state);
  const at = rows.findIndex(([width]) => width >= k);
  const all = [...pairs.slice(0, at), points(test, train, k), ...pairs.slice(at + Number(rows[at]![0] === k))];
  return [
    clip(id, x, y),
    ...ground,
    ["g", { "clip-path": `url(#${id})` }, [["path", { class: "s2", d: line(all.map(([, train]) => train)) }], ["path", { class: "s1", d: line(all.map(([test]) => test)) }]]],
    ...names,
  ];
}

/** The same of the fit: frame, truth and points. */
const groundOf = kept((data: Dataset, left: number, top: number, wide: number, high: number) => {
  const first = data.x[0]!;
  const last = data.x[data.x.length - 1]!;
  const x = scale([first, last], [left, left + wide]);
  const y = scale(data.frame, [top + high, top]);
  const truth = Array.from({ length: 41 }, (_, index): Point => {
    const at = first + ((last - first) * index) / 40;
    return [x.at(at), y.at(data.truth.reduceRight((sum, coefficient) => sum * at + coefficient, 0))];
  });
  const points = data.x.map((value, index) => [x.at(value), y.at(data.y[index]!)] as const);
  const ground = frame({ x, y, xLabel: "input x; ticks: the knots", yLabel: "prediction" });
  const dashed: Shape = ["path", { class: "truth", d: line(truth) }];
  return { x, y, first, last, ground, dashed, measured: dots(points, points.length > 20 ? 3 : 4.5) };
}, 4);

function fitPanel(state: State, id: string, box: Box): Shape[] {
  const [left, top, wide, high] = box;
  const found = fitOf(state);
  const { x, y, first, last, ground, dashed, measured } = groundOf(drawOf(state).data, ...box);
  const fitted = vertices(found, first, last).map(([a, b]): Point => [x.at(a), y.at(b)]);
  const ruler = strokes(Array.from(found.knots, (knot) => x.at(knot)), top + high - 7, 7);
  return [
    clip(id, x, y),
    ...ground,
    ["g", { "clip-path": `url(#${id})` }, [dashed, ["path", { class: "knot", d: ruler }], ["path", { class: "s1", d: line(fitted) }]]],
    measured,
    text(left + wide, top - 10, `K = ${state.k}`, "label-ink", "end"),
  ];
}

export const picture: Picture<null> = {
  *prepare(state) {
    const found: Row[] = [];
    const from = drawOf(state);
    for (const row of rows(from, penalty(state))) yield found.push(row);
    begun.set(from, (begun.get(from) ?? new Map()).set(penalty(state), found));
  },

  height: (state, width) => (width >= NARROW ? 306 : state.panel === "both" ? 464 : 232),

  scene(state, _data, width, id) {
    const shapes: Shape[] = [];
    const left = curveBox(state, width);
    const right = fitBox(state, width);
    if (left) shapes.push(...curvePanel(state, `${id}-a`, left));
    if (right) shapes.push(...fitPanel(state, `${id}-b`, right));
    if (left) {
      const [at, y] = place(state, left);
      shapes.push(["line", { class: "cursor", x1: px(at), x2: px(at), y1: px(left[1] - 6), y2: px(left[1] + left[3]) }], handle("k", at, y));
    }
    return shapes;
  },

  handles(state, _data, width) {
    const box = curveBox(state, width);
    if (!box) return [];
    const { x } = curves(state, box);
    const [at, level] = place(state, box);
    return [{ param: "k", x: at, y: level, text: `${state.k}, test error ${number(fitOf(state).test)}`, value: (pixel) => x.back(pixel) }];
  },

  describe(state) {
    const { data } = drawOf(state);
    const found = fitOf(state);
    let said = `With ${state.k} knot${state.k === 1 ? "" : "s"} the test error is ${number(found.test)}. `;
    said +=
      found.worst < TOUCH
        ? `The fit passes through all ${data.x.length} points`
        : `The fit misses the points by ${number(found.train)} on average`;
    const [low, high] = data.frame;
    if (found.low < low || found.high > high) {
      return `${said} and reaches from ${number(found.low)} to ${number(found.high)}, outside the frame.`;
    }
    return `${said}.`;
  },

  measure(state) {
    const { test, train, worst, low, high, bends } = fitOf(state);
    return {
      test,
      train,
      interpolates: Number(worst < TOUCH),
      reach: Math.max(Math.abs(low), Math.abs(high)),
      norm: Math.sqrt(bends.reduce((sum, bend) => sum + bend * bend, 0)),
    };
  },
};

export default drawn(picture);
