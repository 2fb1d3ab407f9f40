// What a page tells the browser of its figures.
import type { Param, State } from "./drawn.ts";
import { laddered } from "./plot.ts";

/** What the server says of a figure; what it leaves out is empty. */
export interface Config {
  module: string;
  data: string;
  state: State;
  /** The author's state. */
  base: State;
  print: State;
  params: Param[];
  goal: string;
}

type Told = Partial<Config> & Pick<Config, "module" | "state" | "params">;

/** A page of many figures says all of it in one place, which is read once. */
const read = new WeakMap<HTMLElement, Record<string, Told>>();
export function told(id: string): Told {
  const place = document.querySelector<HTMLElement>("[data-figures]")!;
  const all = read.get(place) ?? (JSON.parse(place.dataset.figures!) as Record<string, Told>);
  read.set(place, all);
  return all[id]!;
}

export function configOf({ module, data = "", state, base, print, params, goal = "" }: Told): Config {
  const authored = { ...state, ...base };
  return { module, data, state, base: authored, print: { ...authored, ...print }, params: params.map((param) => laddered(param)), goal };
}

/** A number per choice, the same for the same slug: what a goal compares. */
export function choiceNumbers(params: readonly Param[]): Map<string, number> {
  const slugs = new Set(params.flatMap(({ choices }) => choices ?? []));
  return new Map([...slugs].sort().map((slug, index) => [slug, index]));
}
