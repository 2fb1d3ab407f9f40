// Many models that were chosen between by a small validation set. No DOM here. `model.py` is the twin.
import { normals, uniforms } from "../../kit/frontend/draws.ts";
import { kept } from "../../kit/frontend/kept.ts";

const FRESH = 1000;
const SKILLS_SEED = 40000;
const FRESH_SEED = 80000;

export interface Contest {
  right: number[];
  best: number;
  skill: number;
  fresh: number;
}

const fresh = kept((seed: number) => uniforms(FRESH_SEED + seed, FRESH));

export function contest(models: number, n: number, spread: number, seed: number): Contest {
  const skills = normals(SKILLS_SEED + seed, models).map((z) => Math.min(Math.max(0.5 + spread * z, 0.05), 0.95));
  const tries = uniforms(seed, models * n);
  const right = Array.from(skills, (skill, model) => {
    let count = 0;
    for (let index = model * n; index < (model + 1) * n; index++) count += tries[index]! < skill ? 1 : 0;
    return count;
  });
  const best = right.indexOf(Math.max(...right));
  const skill = skills[best]!;
  return { right, best, skill, fresh: fresh(seed).filter((draw) => draw < skill).length / FRESH };
}

const known = new Map<number, number[]>();

/** Probability of at most k heads in n tosses, for k = 0 … n. */
export function coin(n: number): number[] {
  let found = known.get(n);
  if (!found) {
    let term = 0.5 ** n;
    let total = 0;
    found = Array.from({ length: n + 1 }, (_, heads) => {
      total += term;
      term *= (n - heads) / (heads + 1);
      return Math.min(total, 1);
    });
    known.set(n, found);
  }
  return found;
}

/** Of `models` coins tossed `n` times each: the expected share of heads of the luckiest. */
export const expectedBest = (models: number, n: number) => coin(n).slice(0, -1).reduce((sum, below) => sum + 1 - below ** models, 0) / n;
