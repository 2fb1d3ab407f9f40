// A curve given by its heights at anchors: a handle at every anchor, kept the same as the inputs `y-0`, `y-1`, … beside it.
import type { Scale, Shape } from "@kit/plot.ts";
import { isFrozen, mountStage, parsePlot, type Plot, read, said, snap, stepped, written } from "./stage.ts";

export interface Anchored {
  plot: Plot;
  anchors: number[];
  /** The height of every handle before it is moved: one for all, or one for each. */
  start: number | number[];
  points?: [number, number][];
}

/** Take hold of the inputs of `element`; `curve` draws what lies under the handles. */
export function anchor(element: HTMLElement, curve: (data: Anchored, heights: number[], x: Scale, y: Scale) => Shape[]): void {
  const stage = element.querySelector<HTMLElement>(".stage");
  const inputs = [...element.querySelectorAll<HTMLInputElement>("input[name^='y-']")];
  if (!stage || element.classList.contains("live")) return;
  element.classList.add("live");
  const data = parsePlot<Anchored>(element);
  const { plot, anchors, start } = data;
  const first = (index: number) => (typeof start === "number" ? start : start[index]!);
  const height = (index: number) => snap(plot.y, read(inputs[index]!) ?? first(index));
  const put = (index: number, value: number) => {
    // The first touch makes the line that was drawn from the start an answer: every anchor gets its height.
    inputs.forEach((input, other) => {
      if (other === index || input.value.trim() === "") input.value = written(other === index ? value : first(other));
    });
    inputs[index]!.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const nearest = (x: number) => {
    const place = (value: number) => (plot.x.log ? Math.log(value) : value);
    const gaps = anchors.map((each) => Math.abs(place(each) - place(x)));
    return gaps.indexOf(Math.min(...gaps));
  };
  const redraw = mountStage(stage, {
    plot,
    frozen: isFrozen(element),
    anchors,
    points: data.points,
    handles: () =>
      anchors.map((x, index) => {
        const y = height(index);
        return { id: String(index), label: said(plot.x, x), x, y, now: y, axis: plot.y, said: said(plot.y, y) };
      }),
    drawn: (x, y) => curve(data, anchors.map((_, index) => height(index)), x, y),
    point: (x, y, held) => put(held === null ? nearest(x) : Number(held), y),
    nudge: (id, right, up) => {
      const index = Number(id);
      if (up) put(index, stepped(plot.y, height(index), up));
      else stage.querySelector<SVGGElement>(`[data-handle="${index + Math.sign(right)}"]`)?.focus();
    },
  });
  element.addEventListener("input", redraw);
}
