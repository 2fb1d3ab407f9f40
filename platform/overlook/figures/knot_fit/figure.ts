// The error curve against the number of knots, beside the very fit with its knots. `static.py` draws the same on the server.
import { labels } from "../../kit/frontend/bands.ts";
import { drawn, NARROW, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { clip, dots, frame, handle, line, niceLog, number, type Point, px, type Scale, type Shape, scale, strokes, text } from "../../kit/frontend/plot.ts";
import { curve, type Draw, draw, type Fit, fit, type Row, rows, vertices } from "./model.ts";

const TOUCH = 1e-2;
type Box = [left: number, top: number, wide: number, high: number];

const penalty = (state: State) => (Number(state.ridge) <= -6 ? 0 : 10 ** Number(state.ridge));

/** The last few results by key: a drag changes K or λ, and needs the other things again and again. */
function remember<T>(key: (state: State) => string, compute: (state: State) => T): (state: State) => T {
  const kept = new Map<string, T>();
  return (state) => {
    const name = key(state);
    if (!kept.has(name)) {
      if (kept.size > 40) kept.delete(kept.keys().next().value!);
      kept.set(name, compute(state));
    }
    return kept.get(name)!;
  };
}

const drawing = (state: State) => `${state.dataset} ${state.design} ${state.seed}`;
const drawOf = remember<Draw>(drawing, (state) => draw(String(state.dataset), String(state.design), Number(state.seed)));
const curveName = (state: State) => `${drawing(state)} ${state.ridge}`;
const begun = new Map<string, Row[]>();
const errorsOf = remember<Row[]>(curveName, (state) => begun.get(curveName(state)) ?? curve(drawOf(state), penalty(state)));
const fitOf = remember<Fit>(
  (state) => `${drawing(state)} ${state.ridge} ${state.k}`,
  (state) => fit(drawOf(state), Number(state.k), penalty(state)),
);

function curveBox(state: State, width: number): Box | null {
  if (width >= NARROW) return [46, 40, (width - 138) / 2, 222];
  return state.panel === "fit" ? null : [46, 34, width - 58, 154];
}

function fitBox(state: State, width: number): Box | null {
  if (width >= NARROW) return [122 + (width - 138) / 2, 40, (width - 138) / 2, 222];
  return state.panel === "curve" ? null : [46, state.panel === "fit" ? 34 : 266, width - 58, 154];
}

function curveScales(state: State, [left, top, wide, high]: Box): [Scale, Scale] {
  const errors = errorsOf(state);
  const tests = errors.map(([, test]) => test);
  const [low, up] = niceLog(Math.min(...tests) / 1.6, Math.max(...tests));
  return [
    scale([1, errors[errors.length - 1]![0]], [left, left + wide], true),
    scale([low, Math.min(Math.max(up, low * 100), low * 1e6)], [top + high, top], true),
  ];
}

function place(state: State, x: Scale, y: Scale): [number, number] {
  const [floor, ceiling] = y.range;
  return [x.at(Number(state.k)), Math.min(floor, Math.max(ceiling, y.at(Math.max(fitOf(state).test, 1e-12))))];
}

function curvePanel(state: State, id: string, box: Box): Shape[] {
  const { data } = drawOf(state);
  const [x, y] = curveScales(state, box);
  const k = Number(state.k);
  const { test, train } = fitOf(state);
  const errors = [...errorsOf(state).filter(([width]) => width !== k), [k, test, train] as const].sort((a, b) => a[0] - b[0]);
  const pixel = (value: number) => Math.min(y.range[0], y.at(Math.max(value, 1e-12)));
  const tests = errors.map(([width, value]): Point => [x.at(width), pixel(value)]);
  const trains = errors.map(([width, , value]): Point => [x.at(width), pixel(value)]);
  const title = data.squared ? "root mean squared error (log)" : "mean absolute error (log)";
  const curves = [
    { label: "test error", style: "s1", values: [] },
    { label: "training error", style: "s2", values: [] },
  ];
  return [
    clip(id, x, y),
    ...frame({ x, y, xLabel: "number of knots K (log scale)", yLabel: title, threshold: data.x.length - 2 }),
    ["g", { "clip-path": `url(#${id})` }, [["path", { class: "s2", d: line(trains) }], ["path", { class: "s1", d: line(tests) }]]],
    ...labels(curves, [tests, trains], x, y),
  ];
}

function fitPanel(state: State, id: string, [left, top, wide, high]: Box): Shape[] {
  const { data } = drawOf(state);
  const found = fitOf(state);
  const first = data.x[0]!;
  const last = data.x[data.x.length - 1]!;
  const x = scale([first, last], [left, left + wide]);
  const y = scale(data.frame, [top + high, top]);
  const fitted = vertices(found, first, last).map(([a, b]): Point => [x.at(a), y.at(b)]);
  const truth = Array.from({ length: 41 }, (_, index): Point => {
    const at = first + ((last - first) * index) / 40;
    return [x.at(at), y.at(data.truth.reduceRight((sum, coefficient) => sum * at + coefficient, 0))];
  });
  const ruler = strokes(Array.from(found.knots, (knot) => x.at(knot)), top + high - 7, 7);
  const points = data.x.map((value, index) => [x.at(value), y.at(data.y[index]!)] as const);
  return [
    clip(id, x, y),
    ...frame({ x, y, xLabel: "input x; ticks: the knots", yLabel: "prediction" }),
    ["g", { "clip-path": `url(#${id})` }, [["path", { class: "truth", d: line(truth) }], ["path", { class: "knot", d: ruler }], ["path", { class: "s1", d: line(fitted) }]]],
    dots(points, points.length > 20 ? 3 : 4.5),
    text(left + wide, top - 10, `K = ${state.k}`, "label-ink", "end"),
  ];
}

export const picture: Picture<null> = {
  *prepare(state) {
    const found: Row[] = [];
    for (const row of rows(drawOf(state), penalty(state))) yield found.push(row);
    begun.set(curveName(state), found);
  },

  height: (state, width) => (width >= NARROW ? 306 : state.panel === "both" ? 464 : 232),

  scene(state, _data, width, id) {
    const shapes: Shape[] = [];
    const left = curveBox(state, width);
    const right = fitBox(state, width);
    if (left) shapes.push(...curvePanel(state, `${id}-a`, left));
    if (right) shapes.push(...fitPanel(state, `${id}-b`, right));
    if (left) {
      const [at, y] = place(state, ...curveScales(state, left));
      shapes.push(["line", { class: "cursor", x1: px(at), x2: px(at), y1: px(left[1] - 6), y2: px(left[1] + left[3]) }], handle("k", at, y));
    }
    return shapes;
  },

  handles(state, _data, width) {
    const box = curveBox(state, width);
    if (!box) return [];
    const [x, y] = curveScales(state, box);
    const [at, level] = place(state, x, y);
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
