// A chain through six points. No DOM here. `model.py` is the twin and says why tents; `golden.json` holds the two together.

export interface Chain {
  knots: number[];
  bends: number[];
  alpha: number;
  beta: number;
  /** Chains that touch every point: 0, 1 or 2 for many. */
  fits: number;
}

const POINTS = [0, 1, 2, 3, 4, 5];
export const bed = (x: number) => 4 * (x - 2.5) ** 2;
const dot = (a: number[], b: number[]) => a.reduce((sum, one, index) => sum + one * b[index]!, 0);

/** Inverse of the Cholesky factor of the second differences' Gram matrix, by forward substitution. */
const whiten = (() => {
  const gram = [6, -4, 1, 0];
  const lower = [0, 1, 2, 3].map(() => [0, 0, 0, 0]);
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j <= i; j++) {
      const rest = gram[i - j]! - dot(lower[i]!.slice(0, j), lower[j]!.slice(0, j));
      lower[i]![j] = i === j ? Math.sqrt(rest) : rest / lower[j]![j]!;
    }
  }
  return (column: number[]) => {
    const found: number[] = [];
    column.forEach((value, i) => found.push((value - dot(lower[i]!.slice(0, i), found)) / lower[i]![i]!));
    return found;
  };
})();

/** Turns four columns until each is at right angles to the others (one-sided Jacobi); `mixed` is turned with them. */
function orthogonal(columns: number[][], mixed: number[][]): void {
  for (let sweep = 0; sweep < 30; sweep++) {
    let turned = false;
    for (let i = 0; i < 3; i++) {
      for (let j = i + 1; j < 4; j++) {
        const [p, q, r] = [dot(columns[i]!, columns[i]!), dot(columns[j]!, columns[j]!), dot(columns[i]!, columns[j]!)];
        if (Math.abs(r) <= 1e-15 * Math.sqrt(p * q) || r === 0) continue;
        turned = true;
        const zeta = (q - p) / (2 * r);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const c = 1 / Math.sqrt(1 + t * t);
        for (const table of [columns, mixed]) {
          const [a, b] = [table[i]!, table[j]!];
          table[i] = a.map((value, k) => c * (value - t * b[k]!));
          table[j] = b.map((value, k) => c * (value + t * a[k]!));
        }
      }
    }
    if (!turned) return;
  }
}

/** Least squares and of those the least ‖γ‖, moved by `push` along the free direction if there is one. */
export function chain(knots: number[], push = 0): Chain {
  const white = knots.map((t) => whiten([1, 2, 3, 4].map((i) => Math.max(0, 1 - Math.abs(i - t)))));
  const rows = [0, 1, 2, 3].map((i) => white.map((column) => column[i]!));
  const mixed = [0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => Number(i === j)));
  orthogonal(rows, mixed);
  const sizes = rows.map((row) => Math.sqrt(dot(row, row)));
  const kept = [0, 1, 2, 3].filter((i) => sizes[i]! > 1e-11 * Math.max(...sizes));
  const target = whiten([8, 8, 8, 8]);
  const bends = knots.map(() => 0);
  const free = knots.map((_, k) => Number(k === knots.length - 1));
  for (const i of kept) {
    const share = dot(mixed[i]!, target) / sizes[i]! ** 2;
    const along = dot(rows[i]!, free) / sizes[i]! ** 2;
    rows[i]!.forEach((value, k) => {
      bends[k]! += share * value;
      free[k]! -= along * value;
    });
  }
  const many = kept.length < knots.length;
  const length = Math.sqrt(dot(free, free));
  if (many && length > 1e-6) free.forEach((value, k) => (bends[k]! += (push / length) * value));
  const left = POINTS.map((x) => bed(x) - 0.5 * dot(bends, knots.map((t) => Math.abs(x - t))));
  const beta = dot(left, POINTS.map((x) => x - 2.5)) / 17.5;
  const found = { knots, bends, alpha: left.reduce((sum, value) => sum + value) / 6 - 2.5 * beta, beta, fits: 0 };
  return { ...found, fits: miss(found) > 1e-2 ? 0 : many ? 2 : 1 };
}

export const at = ({ knots, bends, alpha, beta }: Chain, x: number) => alpha + beta * x + 0.5 * dot(bends, knots.map((t) => Math.abs(x - t)));
export const reach = (found: Chain) => Math.max(...[0, 5, ...found.knots].map((x) => Math.abs(at(found, x))));
export const miss = (found: Chain) => Math.max(...POINTS.map((x) => Math.abs(at(found, x) - bed(x))));
export const norm = ({ bends }: Chain) => Math.sqrt(dot(bends, bends));

/** The steepest link. */
export function slope({ knots, bends, beta }: Chain): number {
  const ends = [...knots].sort((a, b) => a - b).concat(5);
  const slopes = ends.map((end, index) => beta + 0.5 * dot(bends, knots.map((t) => Math.sign((end + (ends[index - 1] ?? 0)) / 2 - t))));
  return Math.max(...slopes.map(Math.abs));
}

/** Root mean squared distance from the parabola. */
export function rmse(found: Chain): number {
  const wrong = Array.from({ length: 251 }, (_, index) => at(found, index / 50) - bed(index / 50));
  return Math.sqrt(dot(wrong, wrong) / 251);
}
