// Gradient descent on a line. No DOM here. `model.py` is the twin; `golden.json` holds the two together.

/** A walk that goes beyond this has left for good, and is followed no further. */
const FAR = 1e6;
/** A walk whose loss is below this share of the first has arrived. */
const NEAR = 1e-6;

export function value(loss: string, curvature: number, x: number): number {
  if (loss === "hollows") return (curvature / 8) * (x * x - 1) ** 2;
  if (loss === "funnel") return curvature * (Math.sqrt(1 + x * x) - 1);
  return (curvature / 2) * x * x;
}

export function slope(loss: string, curvature: number, x: number): number {
  if (loss === "hollows") return (curvature / 2) * (x * x - 1) * x;
  if (loss === "funnel") return (curvature * x) / Math.sqrt(1 + x * x);
  return curvature * x;
}

export interface Walk {
  xs: number[];
  losses: number[];
  away: boolean;
  /** The first step at a millionth of the first loss; one more than there are steps if there is none. */
  arrival: number;
}

export function walk(loss: string, curvature: number, eta: number, start: number, steps: number): Walk {
  const xs = [start];
  let last = start;
  while (xs.length <= steps && Math.abs(last) <= FAR) xs.push((last -= eta * slope(loss, curvature, last)));
  const losses = xs.map((x) => value(loss, curvature, x));
  const arrival = losses.findIndex((level) => level <= NEAR * losses[0]!);
  return { xs, losses, away: Math.abs(last) > FAR, arrival: arrival < 0 ? losses.length : arrival };
}
