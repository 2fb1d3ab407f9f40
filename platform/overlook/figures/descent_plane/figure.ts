// Gradient methods on a map with contours, and how fast the loss or each direction's error falls. `static.py` draws the same.
import { drawn, NARROW, type Picture, type State } from "../../kit/frontend/drawn.ts";
import { kept } from "../../kit/frontend/kept.ts";
import { clip, dots, frame, handle, line, number, px, type Scale, type Shape, scale, text } from "../../kit/frontend/plot.ts";
import { contours, REACH } from "./contours.ts";
import { along, CENTRE, type Landscape, type Place, startOf, value, type Walk, walk } from "./model.ts";

/** In whose units the map is drawn, where it is not the essay's. */
export interface Seen {
  /** Along both axes of the map, and up the fall. */
  labels: string[];
  /** The map's axes in those units. */
  axes(x: Scale, y: Scale): Scale[];
}
const LABELS = ["x", "y", "loss (log)"];

type Box = [left: number, top: number, wide: number, high: number];

const FAR = 50;
const NAMES: Record<string, string> = {
  plain: "Gradient descent",
  momentum: "Momentum",
  nesterov: "Nesterov's momentum",
  rmsprop: "RMSprop",
  adam: "Adam",
};

const scapeOf = ({ land, kappa, angle }: State): Landscape => ({ land: String(land), kappa: Number(kappa), angle: Number(angle) });

type Numbers = [eta: number, beta: number, turn: number, steps: number, batch: number, seed: number];
const walked = kept((land: string, kappa: number, angle: number, method: string, ...numbers: Numbers) => walk({ land, kappa, angle }, method, ...numbers), 8);
function walkOf(state: State, method: string): Walk {
  const { land, kappa, angle } = scapeOf(state);
  const { eta, beta, turn, steps, batch, seed } = state;
  return walked(land, kappa, angle, method, ...([eta, beta, turn, steps, batch, seed].map(Number) as Numbers));
}

const current = (state: State) => walkOf(state, String(state.method));
const rival = (state: State) => (state.rival === "none" ? null : walkOf(state, String(state.rival)));

function mapBox(state: State, width: number): Box | null {
  if (width >= NARROW) return [46, 40, px((width - 122) * 0.52), 222];
  return state.panel === "fall" ? null : [46, 34, width - 60, 154];
}

function fallBox(state: State, width: number): Box | null {
  const wide = px((width - 122) * 0.52);
  if (width >= NARROW) return [108 + wide, 40, width - 122 - wide, 222];
  return state.panel === "map" ? null : [46, state.panel === "fall" ? 34 : 266, width - 60, 154];
}

/** As many pixels for a unit across as for one up, so that circles are round. */
function scales(state: State, [left, top, wide, high]: Box): [Scale, Scale] {
  const [x, y] = CENTRE[String(state.land)]!;
  const across = wide / 2 / (high / (2 * REACH));
  return [scale([x - across, x + across], [left, left + wide]), scale([y - REACH, y + REACH], [top + high, top])];
}

/** The contours change with the land and with the picture's size, not with the walk. */
const contourPath = kept((land: string, kappa: number, angle: number, ...box: Box) => {
  const [x, y] = scales({ land }, box);
  return contours({ land, kappa, angle }).map((places) => line(places.map(([a, b]): Place => [x.at(a), y.at(b)]))).join("");
}, 2);

const inside = ({ domain: [low, high] }: Scale, at: number) => low <= at && at <= high;
const near = (places: Place[]) => places.filter(([a, b]) => Math.abs(a) < FAR && Math.abs(b) < FAR);

function mapPanel(state: State, data: Seen | null, id: string, box: Box): Shape[] {
  const [x, y] = scales(state, box);
  const { land, kappa, angle } = scapeOf(state);
  const [xLabel, yLabel] = (data?.labels ?? LABELS) as [string, string];
  const [across, up] = (data?.axes(x, y) ?? [x, y]) as [Scale, Scale];
  const d = (places: Place[]) => line(places.map(([a, b]): Place => [x.at(a), y.at(b)]));
  const found = current(state);
  const other = rival(state);
  const shown = near(found.places);
  const steps = shown.slice(1, 41).filter(([a, b]) => inside(x, a) && inside(y, b));
  const shapes: Shape[] = [["path", { class: "faint", d: contourPath(land, kappa, angle, ...box) }]];
  const rivals = near(other?.places ?? []);
  if (rivals.length) shapes.push(["path", { class: "s2", d: d(rivals) }]);
  shapes.push(["path", { class: "s1", d: d(shown) }]);
  if (Number(state.batch)) shapes.push(["circle", { class: "mark", cx: px(x.at(found.mean[0])), cy: px(y.at(found.mean[1])), r: 5 }]);
  return [
    clip(id, x, y),
    ...frame({ x: across, y: up, xLabel, yLabel, xTicks: 4, yTicks: 4 }),
    ["g", { "clip-path": `url(#${id})` }, shapes],
    dots(steps.map(([a, b]) => [x.at(a), y.at(b)] as const), 2.5, "mark-s1"),
  ];
}

function fallPanel(state: State, data: Seen | null, id: string, [left, top, wide, high]: Box): Shape[] {
  const apart = state.view === "directions" && state.land === "bowl";
  const [low, most] = apart ? [1e-4, 1e2] : [1e-4, 1e4];
  const x = scale([0, Math.max(Number(state.steps), 1)], [left, left + wide]);
  const y = scale([low, most], [top + high, top], true);
  const d = (style: string, values: number[]): Shape => ["path", { class: style, d: line(values.map((at, t): Place => [x.at(t), y.at(Math.min(Math.max(at, low), most))])) }];
  const found = current(state);
  const other = rival(state);
  const first = data ? found.losses[0]! : 1;
  const errors = apart ? found.places.map((place) => along(scapeOf(state), place)) : [];
  const errorsAlong = (axis: 0 | 1) => errors.map((pair) => Math.abs(pair[axis]));
  const shapes = apart ? [d("s2", errorsAlong(1)), d("s1", errorsAlong(0))] : [...(other ? [d("s2", other.losses)] : []), d("s1", found.losses.map((loss) => loss / first))];
  const words = apart ? "flat direction solid, steep dashed" : other ? `${NAMES[String(state.rival)]} dashed` : "";
  return [
    clip(id, x, y),
    ...frame({ x, y, xLabel: "step", yLabel: apart ? "distance (log)" : (data?.labels ?? LABELS)[2]!, xTicks: 4 }),
    ["g", { "clip-path": `url(#${id})` }, shapes],
    ...(words ? [text(left + wide, top + 12, words, "label over", "end")] : []),
  ];
}

const share = (last: number, first: number) => (Math.abs(first) > 1e-9 ? Math.abs(last / first) : 0);

function measure(state: State): Record<string, number> {
  const found = current(state);
  const other = rival(state);
  const scape = scapeOf(state);
  const first = along(scape, found.places[0]!);
  const last = along(scape, found.places.at(-1)!);
  return {
    level: found.losses.at(-1)!,
    mean_level: value(scape, found.mean),
    arrival: found.arrival,
    away: Number(found.away),
    reach: Number(state.eta) * Math.max(Number(state.kappa), 1),
    flat: share(last[0], first[0]),
    steep: share(last[1], first[1]),
    rival_level: other?.losses.at(-1) ?? 0,
    rival_arrival: other?.arrival ?? 0,
  };
}

function told(method: string, { places, losses, away, arrival }: Walk, steps: number): string {
  if (away) return `${NAMES[method]} is lost after ${places.length - 1} steps.`;
  const end = `${NAMES[method]}: loss ${number(losses.at(-1)!)} after ${steps} steps`;
  return arrival <= steps ? `${end}, a ten-thousandth after ${arrival}.` : `${end}.`;
}

export const picture: Picture<Seen | null> = {
  height: (state, width) => (width >= NARROW ? 306 : state.panel === "both" ? 464 : 232),

  scene(state, data, width, id) {
    const left = mapBox(state, width);
    const right = fallBox(state, width);
    const shapes: Shape[] = [];
    if (left) shapes.push(...mapPanel(state, data, `${id}-a`, left));
    if (right) shapes.push(...fallPanel(state, data, `${id}-b`, right));
    return [...shapes, ...picture.handles(state, data, width).map(({ param, x, y }) => handle(param, x, y))];
  },

  handles(state, _data, width) {
    const box = mapBox(state, width);
    if (!box) return [];
    const [x, y] = scales(state, box);
    const [a, b] = startOf(scapeOf(state), Number(state.turn));
    const [middle, level] = CENTRE[String(state.land)]!;
    // The start goes around the middle of the map, wherever the pointer is.
    const turn = (right: number, down: number) => ((Math.atan2(y.back(down) - level, x.back(right) - middle) * 180) / Math.PI + 360) % 360;
    return [{ param: "turn", x: x.at(a), y: y.at(b), text: `start at ${number(Number(state.turn))}°`, value: turn }];
  },

  describe(state) {
    const steps = Number(state.steps);
    const said = told(String(state.method), current(state), steps);
    const other = rival(state);
    if (other) return `${said} ${told(String(state.rival), other, steps)}`;
    if (state.view !== "directions" || state.land !== "bowl") return said;
    const { flat, steep } = measure(state) as { flat: number; steep: number };
    return `${said} Left of the error: ${number(flat * 100)} % along the flat direction, ${number(steep * 100)} % along the steep.`;
  },

  measure,
};

export default { ...drawn(picture), own: async () => (await import("./own.ts")).own(picture, current) };
