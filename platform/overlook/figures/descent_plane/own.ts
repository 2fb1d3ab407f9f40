// The bowl of a reader's own least squares. `own.py` is the twin; `tests/figures/test_own_data.py` holds the two together.
import { type Columns, type Names, type OwnKind, type Picture, Refused, type State } from "../../kit/frontend/drawn.ts";
import { marked, number, scale } from "../../kit/frontend/plot.ts";
import type { Seen } from "./figure.ts";
import type { Walk } from "./model.ts";

interface Bowl {
  flat: number;
  steep: number;
  angle: number;
  weights: [number, number];
  unit: number;
  turn: number;
}

export interface Bowls {
  raw: Bowl;
  standard: Bowl;
  names: [string, string];
  rates: number[];
  begin: { turn: number; eta: number; view: string };
}

const DIGITS = [1, 1.2, 1.5, 1.8, 1.9, 2, 2.1, 2.5, 3, 4, 5, 6, 8];
const LEAST = 1e-3;
const MOST = 1.5;
const ALIKE = 1e-10;
const TURN = 5;
const LITTLE = 1e-5;
const LONGEST = 24;

/** The bowl of the columns as they are, and of the columns in standard deviations, with step sizes for both. */
export function read(columns: Columns, names: Names): Bowls {
  const [a, b, y] = ["a", "b", "target"].map((slug) => centred(columns[slug]!)) as [number[], number[], number[]];
  const [across, up] = [Math.sqrt(mean(a, a)), Math.sqrt(mean(b, b))];
  if (1 - Math.abs(mean(a, b) / (across * up)) < ALIKE / 2) {
    throw new Refused([`“${names.a}” and “${names.b}” rise and fall together exactly: their weights cannot be told apart.`]);
  }
  const raw = bowl(a, b, y);
  const standard = bowl(a.map((value) => value / across), b.map((value) => value / up), y);
  const limits = [2 / raw.steep, 2 / standard.steep];
  const rates = ratesOf(Math.min(...limits) * LEAST, Math.max(...limits) * MOST);
  const called = (name: string) => [...name].slice(0, LONGEST).join("");
  return {
    raw,
    standard,
    names: [called(names.a!), called(names.b!)],
    rates,
    begin: { turn: raw.turn, eta: Math.max(...rates.filter((rate) => rate <= 0.5 * limits[0]!)), view: "directions" },
  };
}

function centred(values: number[]): number[] {
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - middle);
}

const mean = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * b[index]!, 0) / a.length;
const degrees = (radians: number) => (radians * 180) / Math.PI;

/** Curvatures, turn in degrees, best weights, the map's unit in weights, and where on the circle weights are 0. */
function bowl(a: number[], b: number[], y: number[]): Bowl {
  const [aa, ab, bb] = [mean(a, a), mean(a, b), mean(b, b)];
  const [ay, by] = [mean(a, y), mean(b, y)];
  const det = aa * bb - ab * ab;
  const steep = (aa + bb) / 2 + Math.hypot((aa - bb) / 2, ab);
  const weights: [number, number] = [(bb * ay - ab * by) / det, (aa * by - ab * ay) / det];
  const length = Math.hypot(...weights);
  const start = length ? degrees(Math.atan2(-weights[1], -weights[0])) : 0;
  return {
    flat: det / steep,
    steep,
    angle: degrees(Math.atan2(2 * ab, aa - bb)) / 2 - 90,
    weights,
    unit: length / 2 || 1,
    turn: (Math.floor(start / TURN + 0.5) * TURN + 360) % 360,
  };
}

/** Step sizes from `low` to `high`, closest about 2. */
function ratesOf(low: number, high: number): number[] {
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.floor(Math.log10(high)); power++) {
    found.push(...DIGITS.map((digits) => Number(`${digits}e${power}`)).filter((rate) => low <= rate && rate <= high));
  }
  return found;
}

const bowlOf = (state: State, data: Bowls) => (state.units === "standard" ? data.standard : data.raw);

/** The essay's bowl that this one is in other units. */
function inner(state: State, data: Bowls): State {
  const { flat, steep, angle } = bowlOf(state, data);
  return { ...state, land: "bowl", kappa: steep / flat, angle, eta: Number(state.eta) * flat, beta: 0, batch: 0, seed: 1, method: "plain", rival: "none" };
}

/** Those units. */
function seen(state: State, data: Bowls): Seen {
  const { weights, unit } = bowlOf(state, data);
  return {
    labels: [...data.names.map((name) => `weight of ${name}`), "share of first loss (log)"],
    axes: (...axes) => axes.map(({ domain: [low, high], range }, axis) => scale([weights[axis]! + unit * low, weights[axis]! + unit * high], range)),
  };
}

const percent = (share: number) => (share >= LITTLE ? marked(share * 100) : "less than 0.001");

function measure(base: Picture<Seen | null>, walkOf: (state: State) => Walk, state: State, data: Bowls): Record<string, number> {
  const { arrival, away, flat, steep } = base.measure(inner(state, data), null) as Record<"arrival" | "away" | "flat" | "steep", number>;
  const { losses } = walkOf(inner(state, data));
  const { steep: curvature, flat: least } = bowlOf(state, data);
  return { arrival, away, flat, steep, left: losses.at(-1)! / losses[0]!, curvature, condition: curvature / least, limit: 2 / curvature };
}

export const own = (base: Picture<Seen | null>, walkOf: (state: State) => Walk): OwnKind<Bowls> => ({
  read,
  picture: {
    height: base.height,
    scene: (state, data, width, id) => base.scene(inner(state, data), seen(state, data), width, id),
    handles: (state, data, width) => base.handles(inner(state, data), null, width),
    describe(state, data) {
      const found = measure(base, walkOf, state, data) as Record<"curvature" | "condition" | "limit" | "away" | "left" | "arrival" | "flat" | "steep", number>;
      const numbers = `Greatest curvature ${marked(found.curvature)}, condition number ${marked(found.condition)}`;
      const said = `${numbers}: the largest stable step size is ${marked(found.limit)}. With η = ${marked(Number(state.eta))},`;
      const steps = Number(state.steps);
      if (found.away) return `${said} the walk is lost after ${walkOf(inner(state, data)).places.length - 1} steps.`;
      if (state.view === "directions") {
        return `${said} ${steps} steps leave ${percent(found.flat)} % of the error along the flat direction, ${percent(found.steep)} % along the steep.`;
      }
      const arrived = found.arrival <= steps ? `, and ${number(found.arrival)} a ten-thousandth` : "";
      return `${said} ${steps} steps leave ${percent(found.left)} % of the first loss${arrived}.`;
    },
    measure: (state, data) => measure(base, walkOf, state, data),
  },
  table(state, data) {
    const { weights, unit } = bowlOf(state, data);
    const { places, losses } = walkOf(inner(state, data));
    const rows = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256]
      .filter((t) => t < places.length)
      .map((t) => {
        const there = places[t]!.map((place, axis) => marked(weights[axis]! + unit * place));
        return [String(t), ...there, marked(losses[t]! / losses[0]!)];
      });
    return [["Step", ...data.names.map((name) => `Weight of ${name}`), "Share of the first loss"], rows];
  },
});
