// Gradient methods in the plane. No DOM here. `model.py` is the twin; `golden.json` holds the two together.
import { normals } from "../../kit/frontend/draws.ts";

export type Place = [x: number, y: number];

const CEILING = 1e6;
const NEAR = 1e-4;
const CASE = 4;
const DECAY = 0.9;
const SLOW = 0.999;
const TINY = 1e-8;

export const CENTRE: Record<string, [x: number, y: number, radius: number]> = {
  bowl: [0, 0, 2],
  ravine: [0, 0, 2],
  saddle: [0, 0, 1.6],
  rosenbrock: [0, 1, 1.6],
};

export interface Landscape {
  land: string;
  kappa: number;
  angle: number;
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;
export const turnOf = ({ land, angle }: Landscape): Place => (land === "bowl" ? [Math.cos(radians(angle)), Math.sin(radians(angle))] : [1, 0]);

/** Coordinates along the flat and the steep direction of the bowl. */
export function along(scape: Landscape, [x, y]: Place): Place {
  const [c, s] = turnOf(scape);
  return [c * x + s * y, c * y - s * x];
}

export function value(scape: Landscape, place: Place): number {
  const [x, y] = place;
  const { land, kappa } = scape;
  if (land === "rosenbrock") return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
  if (land === "saddle") return (x * x) / 2 + (y * y - 1) ** 2 / 4;
  if (land === "ravine") return (x * x) / 2 + (kappa / 2) * (y - Math.sin(x)) ** 2;
  const [u, v] = along(scape, place);
  return (u * u) / 2 + (kappa / 2) * v * v;
}

export function gradient(scape: Landscape, place: Place): Place {
  const [x, y] = place;
  const { land, kappa } = scape;
  if (land === "rosenbrock") return [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)];
  if (land === "saddle") return [x, (y * y - 1) * y];
  if (land === "ravine") {
    const off = kappa * (y - Math.sin(x));
    return [x - off * Math.cos(x), off];
  }
  const [c, s] = turnOf(scape);
  const [u, v] = along(scape, place);
  return [c * u - s * kappa * v, s * u + c * kappa * v];
}

/** On a circle around the middle of the picture. */
export function startOf({ land }: Landscape, turn: number): Place {
  const [x, y, radius] = CENTRE[land]!;
  return [x + radius * Math.cos(radians(turn)), y + radius * Math.sin(radians(turn))];
}

export interface Walk {
  places: Place[];
  losses: number[];
  away: boolean;
  /** The first step at a ten-thousandth of the first loss; one more than there are steps if there is none. */
  arrival: number;
  /** Of the second half of the places. */
  mean: Place;
}

/** `batch` is how many cases a gradient is averaged over; 0 is all, without noise. */
export function walk(scape: Landscape, method: string, eta: number, beta: number, turn: number, steps: number, batch: number, seed: number): Walk {
  const noise = batch ? normals(seed, 2 * steps) : [];
  const width = batch ? CASE / Math.sqrt(batch) : 0;
  let place = startOf(scape, turn);
  const speed: Place = [0, 0];
  const squares: Place = [0, 0];
  const places = [place];
  const losses = [value(scape, place)];
  while (places.length <= steps && losses.at(-1)! <= CEILING) {
    const at = places.length;
    const ahead: Place = method === "nesterov" ? [place[0] + beta * speed[0], place[1] + beta * speed[1]] : place;
    const slope = gradient(scape, ahead);
    place = place.map((from, axis) => {
      const i = axis as 0 | 1;
      const g = slope[i] + (batch ? width * noise[2 * at - 2 + axis]! : 0);
      if (method === "plain") return from - eta * g;
      if (method === "momentum" || method === "nesterov") return from + (speed[i] = beta * speed[i] - eta * g);
      const keep = method === "adam" ? SLOW : DECAY;
      squares[i] = keep * squares[i] + (1 - keep) * g * g;
      if (method === "rmsprop") return from - (eta * g) / (Math.sqrt(squares[i]) + TINY);
      speed[i] = DECAY * speed[i] + (1 - DECAY) * g;
      return from - (eta * (speed[i] / (1 - DECAY ** at))) / (Math.sqrt(squares[i] / (1 - keep ** at)) + TINY);
    }) as Place;
    places.push(place);
    losses.push(value(scape, place));
  }
  const arrival = losses.findIndex((loss) => loss <= NEAR * losses[0]!);
  const half = places.slice(Math.floor(places.length / 2));
  const mean = [0, 1].map((axis) => half.reduce((sum, spot) => sum + spot[axis]!, 0) / half.length) as Place;
  return { places, losses, away: losses.at(-1)! > CEILING, arrival: arrival < 0 ? losses.length : arrival, mean };
}
