// A sample of scored cases and a threshold. No DOM here. `model.py` is the twin; `golden.json` holds the two together.
import { normals, uniforms } from "../../kit/frontend/draws.ts";

const STEEP = 1.5;
const PAIRS_SEED = 70000;

export interface Sample {
  positive: Float64Array;
  negative: Float64Array;
  fpr: number[];
  tpr: number[];
}

const WARPS: Record<string, (score: number) => number> = {
  square: (score) => score * score,
  root: (score) => Math.sqrt(Math.sqrt(score)),
  coarse: (score) => Math.floor(score * 5 + 0.5) / 5,
};

const flagged = (scores: Float64Array, t: number) => scores.reduce((count, score) => count + (score >= t ? 1 : 0), 0) / scores.length;

export const rates = ({ negative, positive }: Sample, t: number): [fpr: number, tpr: number] => [flagged(negative, t), flagged(positive, t)];

/** `n` positives and `n` negatives; the curve begins at (0, 0) and takes every score as a threshold. */
export function draw(d: number, n: number, seed: number, warp: string): Sample {
  const warped = WARPS[warp] ?? ((score: number) => score);
  const scores = normals(seed, 2 * n).map((behind, index) => warped(1 / (1 + Math.exp(-STEEP * (behind + (index < n ? d : -d) / 2)))));
  return sampled(scores.slice(0, n), scores.slice(n));
}

/** Cases with these scores, and their curve: every score is a threshold. */
export function sampled(positive: Float64Array, negative: Float64Array): Sample {
  const [ours, theirs] = [positive, negative].map((scores) => scores.slice().sort((a, b) => b - a)) as [Float64Array, Float64Array];
  const sample: Sample = { positive, negative, fpr: [0], tpr: [0] };
  let [fp, tp] = [0, 0];
  while (fp < theirs.length || tp < ours.length) {
    const level = Math.max(theirs[fp] ?? -Infinity, ours[tp] ?? -Infinity);
    while (theirs[fp] === level) fp++;
    while (ours[tp] === level) tp++;
    sample.fpr.push(fp / theirs.length);
    sample.tpr.push(tp / ours.length);
  }
  return sample;
}

/** In how many of all pairs the positive scores higher, and in how many as high. */
export function pairsOf({ positive, negative }: Sample): [wins: number, ties: number] {
  let [wins, ties] = [0, 0];
  for (const ours of positive) {
    for (const theirs of negative) {
      if (ours > theirs) wins++;
      else if (ours === theirs) ties++;
    }
  }
  return [wins, ties];
}

export const area = ({ fpr, tpr }: Sample) => fpr.reduce((sum, x, index) => (index ? sum + ((x - fpr[index - 1]!) * (tpr[index]! + tpr[index - 1]!)) / 2 : 0), 0);

/** The share of positives among the flagged; 1 where nothing is flagged. */
export function precision(fpr: number, tpr: number, share: number): number {
  const all = share * tpr + (1 - share) * fpr;
  return all > 0 ? (share * tpr) / all : 1;
}

export const averagePrecision = ({ fpr, tpr }: Sample, share: number) =>
  tpr.reduce((sum, y, index) => (index ? sum + (y - tpr[index - 1]!) * precision(fpr[index]!, y, share) : 0), 0);

/** For a thousand cases, in false alarms: a miss costs `ratio` of them. */
export const cost = (fpr: number, tpr: number, share: number, ratio: number) => 1000 * (share * (1 - tpr) * ratio + (1 - share) * fpr);

export const leastCost = ({ fpr, tpr }: Sample, share: number, ratio: number) => Math.min(...fpr.map((x, index) => cost(x, tpr[index]!, share, ratio)));

/** The pairs that were drawn last: while the threshold is dragged they stay the same. */
let drawn: { of: string; picks: Float64Array } = { of: "", picks: new Float64Array() };

/** How many of `pairs` random pairs the positive wins; a tie is half a win. */
export function won({ positive, negative }: Sample, pairs: number, seed: number): number {
  const of = `${seed} ${pairs}`;
  if (drawn.of !== of) drawn = { of, picks: uniforms(PAIRS_SEED + seed, 2 * pairs) };
  const { picks } = drawn;
  let sum = 0;
  for (let index = 0; index < 2 * pairs; index += 2) {
    const ours = positive[Math.floor(picks[index]! * positive.length)]!;
    const theirs = negative[Math.floor(picks[index + 1]! * negative.length)]!;
    sum += ours > theirs ? 1 : ours === theirs ? 0.5 : 0;
  }
  return sum;
}

/** How high each case lies: one above the other where they share a bin, in the order given. */
export function stacked(scores: Float64Array, width = 0.05): number[] {
  const seen = new Map<number, number>();
  return Array.from(scores, (score) => {
    const slot = Math.floor(score / width + 1e-9);
    const level = seen.get(slot) ?? 0;
    seen.set(slot, level + 1);
    return level;
  });
}
