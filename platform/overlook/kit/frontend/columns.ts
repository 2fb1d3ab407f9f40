// From a reader's table to what a kind of figure draws: `overlook/figures/own.py` in TypeScript, in the same words. No DOM here.
import type { Columns, Names, OwnKind, State } from "./drawn.ts";
import { cellFaults, columnName, type Grid, grid, refused, shapeFaults, shown } from "./tables.ts";

/** What the server says that a kind wants of a table. */
export interface Wanted {
  columns: { slug: string; label: string; names: string[]; binary: boolean }[];
  fewest: number;
  most: number;
}

const MOST_COLUMNS = 50;
const APART = 1e-12;
const RELATIVE = 1e-9;

/** The kind's data, or `Refused`. `asked` says which column is what; without it one is found by its header, or the next. */
export function read<D extends { begin: State }>(kind: Pick<OwnKind<D>, "read">, wanted: Wanted, content: string, asked: Names = {}): D {
  const found = grid(content);
  const places = placesOf(wanted, found, asked);
  const stopped = Array.isArray(places);
  const problems = [...shapeFaults(found, wanted.most, MOST_COLUMNS), ...(stopped ? places : cellFaults(found, Object.values(places)))];
  if (problems.length || stopped) throw refused(problems);
  const faults = [...fewer(wanted, found), ...columnFaults(wanted, found, places)];
  if (faults.length) throw refused(faults);
  const columns: Columns = {};
  const names: Names = {};
  for (const [slug, place] of Object.entries(places)) {
    columns[slug] = valuesOf(found, place);
    names[slug] = found.names[place]!;
  }
  return kind.read(columns, names);
}

const valuesOf = ({ body }: Grid, place: number) => body.map(([, cells]) => Number(cells[place]) + 0);

/** Where each wanted column stands, or what is wrong. */
function placesOf({ columns }: Wanted, { names, body }: Grid, asked: Names): Record<string, number> | string[] {
  const wanted = columns.map(({ label }) => label);
  if (names.length < wanted.length) {
    const there = names.length === 1 ? "There is 1 column" : `There are ${names.length} columns`;
    return [`${there}, and ${wanted.length} are needed: ${wanted.slice(0, -1).join(", ")} and ${wanted.at(-1)}.`];
  }
  const found = new Map<string, number>();
  const free = (place: number) => place >= 0 && ![...found.values()].includes(place);
  for (const { slug } of columns) {
    const place = names.indexOf(asked[slug] ?? "");
    if (place < 0) continue;
    if (!free(place)) return [`“${names[place]}” is chosen for two things. Choose another column for one of them.`];
    found.set(slug, place);
  }
  const small = names.map((name) => name.toLowerCase());
  for (const { slug, names: known } of columns) {
    const place = known.map((name) => small.indexOf(name)).find(free);
    if (place !== undefined && !found.has(slug)) found.set(slug, place);
  }
  // Classes are told from numbers by their looks, so they choose first.
  const isBinary = (place: number) => body.every(([, cells]) => cells[place] === "0" || cells[place] === "1");
  for (const { slug, binary } of [...columns].sort((a, b) => Number(b.binary) - Number(a.binary))) {
    if (found.has(slug)) continue;
    const left = names.map((_, place) => place).filter(free);
    found.set(slug, (binary ? left.find(isBinary) : undefined) ?? left[0]!);
  }
  return Object.fromEntries(columns.map(({ slug }) => [slug, found.get(slug)!]));
}

function fewer({ fewest }: Wanted, { body }: Grid): string[] {
  if (body.length >= fewest) return [];
  return [`There ${body.length === 1 ? "is 1 row" : `are ${body.length} rows`}, and at least ${fewest} are needed.`];
}

/** Classes that are none or only one, and columns that never change. */
function columnFaults({ columns }: Wanted, found: Grid, places: Record<string, number>): string[] {
  return columns.flatMap(({ slug, binary }) => {
    const place = places[slug]!;
    const name = columnName(found, place);
    const named = name[0]!.toUpperCase() + name.slice(1);
    const values = valuesOf(found, place);
    if (!binary) {
      const low = values.reduce((a, b) => Math.min(a, b), Infinity);
      const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
      const flat = high - low <= Math.max(APART, RELATIVE * Math.max(-low, high));
      return flat ? [`${named}: all values are the same, so there is nothing to be learned from it.`] : [];
    }
    const strange = found.body.filter(([, cells]) => ![0, 1].includes(Number(cells[place])));
    if (strange.length) return strange.map(([row, cells]) => `Row ${row}, ${name}: ${shown(cells[place]!)} is no class. Write 0 or 1.`);
    return new Set(values).size === 1 ? [`${named}: every class is ${values[0]}. Bring rows of both classes.`] : [];
  });
}
