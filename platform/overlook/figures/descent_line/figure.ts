// Gradient descent on a curve, step by step, and how fast the loss falls. `static.py` draws the same on the server.
import { drawn, NARROW, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { clip, dots, frame, handle, line, number, px, type Scale, type Shape, scale } from "../../kit/frontend/plot.ts";
import { value, type Walk, walk } from "./model.ts";

type Box = [left: number, top: number, wide: number, high: number];
type Spot = readonly [number, number];

const REACH = 2.2;
const PLACES = Array.from({ length: 89 }, (_, index) => -REACH + ((2 * REACH) / 88) * index);
const [FLOOR, CEILING] = [1e-4, 1e4];

const current = ({ loss, curvature, eta, x0, steps }: State): Walk => walk(String(loss), Number(curvature), Number(eta), Number(x0), Number(steps));
const level = ({ loss, curvature }: State, x: number) => value(String(loss), Number(curvature), x);

function walkBox(state: State, width: number): Box | null {
  if (width >= NARROW) return [46, 40, px((width - 122) * 0.58) - 16, 222];
  return state.panel === "losses" ? null : [46, 34, width - 60, 154];
}

function lossesBox(state: State, width: number): Box | null {
  const wide = px((width - 122) * 0.58);
  if (width >= NARROW) return [108 + wide, 40, width - 122 - wide, 222];
  return state.panel === "walk" ? null : [46, state.panel === "losses" ? 34 : 266, width - 60, 154];
}

const scales = (state: State, [left, top, wide, high]: Box): [Scale, Scale] => [
  scale([-REACH, REACH], [left, left + wide]),
  scale([0, level(state, REACH)], [top + high, top]),
];

/** The curve, and a chord for each step. */
function walkPanel(state: State, id: string, box: Box): Shape[] {
  const [x, y] = scales(state, box);
  const { xs, losses } = current(state);
  const seen = xs.map((place, index): Spot => [place, losses[index]!]).filter(([place]) => Math.abs(place) <= 30);
  const at = ([place, loss]: Spot): Spot => [x.at(place), y.at(loss)];
  const curve = line(PLACES.map((place) => at([place, level(state, place)])));
  const inside = seen.slice(1).filter(([place]) => Math.abs(place) <= REACH);
  return [
    clip(id, x, y),
    ...frame({ x, y, xLabel: "place", yLabel: "loss", yTicks: 4 }),
    ["g", { "clip-path": `url(#${id})` }, [["path", { class: "truth", d: curve }], ["path", { class: "s1", d: line(seen.map(at)) }]]],
    dots(inside.map(at), 3, "mark-s1"),
  ];
}

function lossesPanel(state: State, id: string, [left, top, wide, high]: Box): Shape[] {
  const x = scale([0, Math.max(Number(state.steps), 1)], [left, left + wide]);
  const y = scale([FLOOR, CEILING], [top + high, top], true);
  const points = current(state).losses.map((loss, t): Spot => [x.at(t), y.at(Math.min(Math.max(loss, FLOOR), CEILING))]);
  return [
    clip(id, x, y),
    ...frame({ x, y, xLabel: "step", yLabel: "loss (log)", xTicks: 4 }),
    ["g", { "clip-path": `url(#${id})` }, [["path", { class: "s1", d: line(points) }]]],
    dots(points, 2.5, "mark-s1"),
  ];
}

const place = (state: State, [x, y]: [Scale, Scale]): Spot => [x.at(Number(state.x0)), y.at(level(state, Number(state.x0)))];

export const picture: Picture<null> = {
  height: (state, width) => (width >= NARROW ? 306 : state.panel === "both" ? 464 : 232),

  scene(state, _data, width, id) {
    const left = walkBox(state, width);
    const right = lossesBox(state, width);
    const shapes: Shape[] = [];
    if (left) shapes.push(...walkPanel(state, `${id}-a`, left));
    if (right) shapes.push(...lossesPanel(state, `${id}-b`, right));
    if (left) {
      const [at, top] = place(state, scales(state, left));
      shapes.push(["line", { class: "cursor", x1: px(at), x2: px(at), y1: px(top), y2: px(left[1] + left[3]) }], handle("x0", at, top));
    }
    return shapes;
  },

  handles(state, _data, width) {
    const box = walkBox(state, width);
    if (!box) return [];
    const both = scales(state, box);
    const [x, y] = place(state, both);
    return [{ param: "x0", x, y, text: `start ${number(Number(state.x0))}`, value: (pixel) => both[0].back(pixel) }];
  },

  describe(state) {
    const { xs, losses, away, arrival } = current(state);
    const steps = Number(state.steps);
    const said = `From ${number(Number(state.x0))} with step size ${number(Number(state.eta))}: `;
    if (away) return `${said}every step is longer than the last, and the walk is lost after ${xs.length - 1}.`;
    const end = `${said}after ${steps} ${steps === 1 ? "step" : "steps"} it stands at ${number(xs.at(-1)!)}, loss ${number(losses.at(-1)!)}.`;
    return arrival <= steps ? `${end} A millionth of the first loss was reached after ${arrival}.` : end;
  },

  measure(state) {
    const { xs, losses, away, arrival } = current(state);
    return { x: xs.at(-1)!, level: losses.at(-1)!, arrival, away: Number(away), reach: Number(state.eta) * Number(state.curvature) };
  },
};

export default drawn(picture);
