// A figure kind made of pure functions: its picture is a list of shapes, its handles are values. `mount` is cheap and
// repeatable, keeps no state, sets no timer.
import { hold } from "./grips.ts";
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

export interface Kind<D = unknown> {
  prepare?(state: State, data: D): Generator<unknown>;
  mount(host: Host<D>): Mounted;
}

export function drawn<D>(picture: Picture<D>): Kind<D> {
  return {
    prepare: picture.prepare,
    mount({ root, id, width, data, params, get, set }) {
      const svg = surface(root, width, picture.height(get(), width), "");
      const grips = () =>
        picture.handles(get(), data, width).map(({ param: name, x, y, text, value }) => {
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
          render(svg, picture.scene(state, data, width, id));
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
