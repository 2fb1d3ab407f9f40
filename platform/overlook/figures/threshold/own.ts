// A reader's own scores. `own.py` is the twin; `tests/figures/test_own_data.py` holds the two together.
import type { Columns, Names, OwnKind, Picture } from "../../kit/frontend/drawn.ts";
import { niceStep, number } from "../../kit/frontend/plot.ts";

export interface Cases {
  positive: number[];
  negative: number[];
  name: string;
  domain: [number, number];
  digits: number;
  thresholds: number[];
  shares: number[];
  begin: { t: number; share: number };
}

const SHARES = [0.001, 0.01, 0.05, 0.1, 0.2, 0.5];
const STEPS = 100;
const CROWDED = 0.1;

export function read(columns: Columns, names: Names): Cases {
  const scores = columns.score!;
  const labels = columns.label!;
  const [low, high, step] = scaleOf(scores.reduce((a, b) => Math.min(a, b)), scores.reduce((a, b) => Math.max(a, b)));
  const count = Math.floor((high - low) / step + 0.5);
  const thresholds = Array.from({ length: count + 1 }, (_, index) => Number((low + index * step).toPrecision(12)));
  const positive = scores.filter((_, index) => labels[index]);
  const share = positive.length / scores.length;
  return {
    positive,
    negative: scores.filter((_, index) => !labels[index]),
    name: names.score!,
    domain: [thresholds[0]!, thresholds[count]!],
    digits: digitsOf(thresholds[0]!, thresholds[count]!),
    thresholds,
    shares: [...new Set([...SHARES, share])].sort((a, b) => a - b),
    begin: { t: thresholds[Math.floor((count + 1) / 2)]!, share },
  };
}

/** Round ends, and the step between thresholds: about a hundred of them. */
function scaleOf(low: number, high: number): [low: number, high: number, step: number] {
  if (low >= 0 && high <= 1 && high - low >= CROWDED) return [0, 1, 1 / STEPS];
  const step = niceStep((high - low) / STEPS);
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step, step];
}

const digitsOf = (low: number, high: number) =>
  Math.min(12, Math.max(3, Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high)) / (high - low)) + 1e-9) + 3));

export const own = (picture: Picture<Cases | null>): OwnKind<Cases> => ({
  read,
  picture: picture as Picture<Cases>,
  table(state, data) {
    const levels = data.thresholds.filter((_, index) => index % 10 === 0);
    const rows = levels.map((t) => {
      const found = picture.measure({ ...state, t }, data);
      return [number(t, data.digits), ...["tpr", "fpr", "precision", "expense"].map((name) => number(found[name]!))];
    });
    return [["Threshold", "True positive rate", "False positive rate", "Precision", "Cost of a thousand"], rows];
  },
});
