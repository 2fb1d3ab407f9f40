// The artefact of `norm-error`, and what its clouds say. No DOM here. `schema.py` says what the data hold.

export interface Cloud {
  ridge: number;
  norm: number[][];
  error: number[][];
  exact: (0 | 1)[][];
}

interface Axis {
  label: string;
  domain: [low: number, high: number];
}

export interface Clouds {
  x: { label: string; values: number[]; threshold?: number };
  norm: Axis;
  error: Axis;
  words: { exact: string; not: string };
  groups: Record<string, { clouds: Cloud[] }>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Correlation of the logarithms, 0 where one of them does not vary. */
export function tie(norm: readonly number[], error: readonly number[]): number {
  const [a, b] = [norm, error].map((values) => {
    const logs = values.map(Math.log);
    const middle = mean(logs);
    return logs.map((value) => value - middle);
  }) as [number[], number[]];
  const dot = (one: number[], other: number[]) => one.reduce((sum, value, index) => sum + value * other[index]!, 0);
  const size = Math.sqrt(dot(a, a) * dot(b, b));
  return size ? dot(a, b) / size : 0;
}

const known = new WeakMap<Cloud, (readonly [norm: number, error: number])[]>();

/** Median norm and median error at each size, found once for a cloud. */
export function middles(cloud: Cloud) {
  const { norm, error } = cloud;
  const found = known.get(cloud) ?? norm.map((values, at) => [median(values), median(error[at]!)] as const);
  known.set(cloud, found);
  return found;
}

export function measure({ norm, error, exact }: Cloud, at: number) {
  return {
    norm: median(norm[at]!),
    error: median(error[at]!),
    exact: mean(exact[at]!),
    tie: tie(norm[at]!, error[at]!),
    most_norm: Math.max(...norm[at]!),
    most_error: Math.max(...error[at]!),
  };
}
