// A reader's own cases. `own.py` is the twin; `tests/figures/test_own_data.py` holds the two together.
import type { Columns, Names, OwnKind, Picture, State } from "../../kit/frontend/drawn.ts";

export interface Own {
  places: [x: number, y: number][];
  /** 1 for the first kind. */
  first: number[];
  names: [string, string];
  begin: State;
}

export const read = (columns: Columns, names: Names): Own => ({
  places: columns.x!.map((x, index) => [x, columns.y![index]!]),
  first: columns.class!.map((kind) => (kind ? 0 : 1)),
  names: [names.x!, names.y!],
  begin: {},
});

export const own = (picture: Picture<Own | null>, parts: (state: State, data: Own) => string[][]): OwnKind<Own> => ({
  read,
  picture: picture as Picture<Own>,
  table: (state, data) => [["Part", "Cases", "Share right", "Interval"], parts(state, data)],
});
