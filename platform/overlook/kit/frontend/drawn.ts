// A figure kind made of pure functions: its picture is a list of shapes, its handles are values. `mount` is cheap and
// repeatable, keeps no state, sets no timer.
import { hold } from "./grips.ts";
import { kept } from "./kept.ts";
import { nearestIndex, type Shape } from "./plot.ts";
import { render, silence, surface } from "./render.ts";

export type State = Readonly<Record<string, string | number>>;

/**
 * A parameter as the server declares it: a number has a ladder of values, or the bounds that it follows from; a switch has
 * choices, a button has bounds.
 */
export interface Param {
  name: string;
  label: string;
  unit?: string;
  off?: string;
  ladder?: number[];
  /** Where in the artefact the ladder lies. */
  at?: string;
  from?: number;
  to?: number;
  step?: number;
  log?: boolean;
  integer?: boolean;
  choices?: string[];
  bounds?: [number, number];
  /** The reader cannot change it: the page was asked for so. */
  fixed?: boolean;
}

// From there, so that lines with bands travel in one file with the drawing: an essay may ask for twelve.
export { NARROW } from "./bands.ts";
export { uniforms } from "./draws.ts";

export interface Handle {
  param: string;
  x: number;
  y: number;
  text: string;
  /** The parameter's value at these pixels; the host holds it to the ladder. */
  value(x: number, y: number): number;
}

export interface Picture<D> {
  /** What is slow, in small steps, before the first drawing; the host gives way to the reader between them. */
  prepare?(state: State, data: D): Generator<unknown>;
  height(state: State, width: number): number;
  scene(state: State, data: D, width: number, id: string): Shape[];
  handles(state: State, data: D, width: number): Handle[];
  describe(state: State, data: D): string;
  measure(state: State, data: D): Record<string, number>;
}

export interface Host<D> {
  root: HTMLElement;
  id: string;
  width: number;
  data: D;
  params: Param[];
  get(): State;
  set(change: State): void;
}

export interface Mounted {
  update(state: State): void;
  describe(state: State): string;
  measure(state: State): Record<string, number>;
  destroy(): void;
}

/** What cannot be read, in sentences for the reader. */
export class Refused extends Error {
  readonly problems: string[];
  constructor(problems: string[]) {
    super(problems[0]);
    this.problems = problems;
  }
}

export type Columns = Record<string, number[]>;
export type Names = Record<string, string>;

/** A kind with a reader's own data: `Own` of `overlook/figures/contract.py`, whose columns the server tells. */
export interface OwnKind<D extends { begin: State }> {
  /** It refuses by throwing `Refused`. */
  read(columns: Columns, names: Names): D;
  picture: Picture<D>;
  table(state: State, data: D): [headers: string[], rows: string[][]];
}

export interface Kind<D = unknown> {
  prepare?(state: State, data: D): Generator<unknown>;
  mount(host: Host<D>): Mounted;
  own?(): Promise<OwnKind<never>>;
}

/** A handle on what cannot be moved is a mark in its place. */
function settled(shapes: Shape[], fixed: ReadonlySet<unknown>): Shape[] {
  if (!fixed.size) return shapes;
  return shapes.map(([tag, attributes, content]) => [tag, fixed.has(attributes["data-handle"]) ? { class: "fixed", transform: attributes.transform! } : attributes, content]);
}

export function drawn<D>(picture: Picture<D>): Kind<D> {
  return {
    prepare: picture.prepare,
    mount({ root, id, width, data, params, get, set }) {
      const svg = surface(root, width, picture.height(get(), width), "");
      const fixed = new Set(params.filter((param) => param.fixed).map(({ name }) => name));
      // Asked for several times in a step, by the pointer and by the drawing: of one state they are found once.
      const handles = kept((state: State) => picture.handles(state, data, width).filter(({ param }) => !fixed.has(param)));
      const free = () => handles(get());
      const grips = () =>
        free().map(({ param: name, x, y, text, value }) => {
          const { label, ladder } = params.find((param) => param.name === name) as Param & { ladder: number[] };
          const at = nearestIndex(ladder, Number(get()[name]));
          const to = (index: number) => set({ [name]: ladder[Math.min(Math.max(index, 0), ladder.length - 1)]! });
          return {
            id: name,
            x,
            y,
            label,
            text,
            now: Number(get()[name]),
            min: ladder[0]!,
            max: ladder[ladder.length - 1]!,
            drag: (px: number, py: number) => to(nearestIndex(ladder, value(px, py))),
            step: (by: number) => to(at + by),
          };
        });
      const held = hold(svg, grips);
      return {
        update(state) {
          surface(root, width, picture.height(state, width), "");
          render(svg, settled(picture.scene(state, data, width, id), fixed));
          silence(svg);
          held.dress();
        },
        describe: (state) => picture.describe(state, data),
        measure: (state) => picture.measure(state, data),
        destroy: held.release,
      };
    },
  };
}
