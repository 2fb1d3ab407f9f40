// The artefact of `dot-rows`. `schema.py` says what it holds.

export interface Rows {
  x: { label: string; domain: [low: number, high: number] };
  words: { first: string; second: string };
  rows: { label: string; first: number; second: number; first_low?: number; first_high?: number }[];
}

/** By how much each row's first value exceeds its second. */
export const gaps = ({ rows }: Rows) => rows.map(({ first, second }) => first - second);
