// Normal scores in two populations, exactly. No DOM here. `model.py` is the twin; `golden.json` holds the two together.

const STRICT = 14;
const STEP = 0.02;
const COUNT = 1401;

const normal = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Φ: by its series in the middle, by its continued fraction in the tails. */
export function ndtr(x: number): number {
  if (Math.abs(x) > 4) {
    let tail = 0;
    for (let k = 60; k > 0; k--) tail = k / (Math.abs(x) + tail);
    const beyond = normal(x) / (Math.abs(x) + tail);
    return x < 0 ? beyond : 1 - beyond;
  }
  let [term, sum] = [x, x];
  for (let k = 3; Math.abs(term) > 1e-17; k += 2) sum += term *= (x * x) / k;
  return 0.5 + normal(x) * sum;
}

export interface Pair {
  d: number;
  s: number;
}

export const rates = ({ d, s }: Pair, t: number): [fpr: number, tpr: number] => [ndtr(-t), ndtr((d - t) / s)];
/** One point per threshold, from the strictest. */
export const curve = (pair: Pair, every: number) => Array.from({ length: Math.ceil(COUNT / every) }, (_, index) => rates(pair, STRICT - STEP * every * index));
export const densities = ({ d, s }: Pair, x: number): [negative: number, positive: number] => [normal(x), normal((x - d) / s) / s];
export const area = ({ d, s }: Pair) => ndtr(d / Math.sqrt(1 + s * s));

export function stated(pair: Pair, t: number): number {
  const [negative, positive] = densities(pair, t);
  return positive / (positive + negative);
}

/** The share of positives among the flagged; 1 where nothing is flagged. */
export function precision(fpr: number, tpr: number, share: number): number {
  const all = share * tpr + (1 - share) * fpr;
  return all > 0 ? (share * tpr) / all : 1;
}

/** What a probability that is right where half are positive is worth where `share` are (Bayes). */
export const moved = (said: number, share: number) => (share * said) / (share * said + (1 - share) * (1 - said));

const known = new Map<string, number>();

export function averagePrecision(pair: Pair, share: number): number {
  const key = [pair.d, pair.s, share].join();
  let sum = known.get(key);
  if (sum === undefined) {
    const points = curve(pair, 1).map(([fpr, tpr]) => [tpr, precision(fpr, tpr, share)] as const);
    sum = points.reduce((all, [tpr, value], index) => (index ? all + ((tpr - points[index - 1]![0]) * (value + points[index - 1]![1])) / 2 : 0), 0);
    known.clear();
    known.set(key, sum);
  }
  return sum;
}
