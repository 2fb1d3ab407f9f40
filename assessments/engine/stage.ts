// The plot of an item in the browser: the shapes of `picture.py` at true pixel width, and handles that pointer, tap and
// arrow keys move. It owns no answer: the inputs beside it do, and they work without it.
import { clip, dots as rings, frame, line, px, scale, strokes, text, type Scale, type Shape } from "@kit/plot.ts";

export interface Axis {
  label: string;
  unit: string;
  minimum: number;
  maximum: number;
  log: boolean;
  step: number;
}

export interface Plot {
  describe: string;
  x: Axis;
  y: Axis;
  curves: { label: string; series: number; points: [number, number][] }[];
}

export interface Handle {
  id: string;
  label: string;
  x: number;
  y: number;
  /** The number that a slider says, on its axis. */
  now: number;
  axis: Axis;
  said: string;
}

export interface Options {
  plot: Plot;
  anchors?: readonly number[];
  points?: readonly (readonly [number, number])[];
  handles(): Handle[];
  /** An answer that was given is shown, and not moved any more. */
  frozen: boolean;
  /** Drawn below the handles: the curve through them, say. */
  drawn?(x: Scale, y: Scale): Shape[];
  /** The pointer is at this place, in data; `held` is the handle that it took, if it took one. */
  point(x: number, y: number, held: string | null): void;
  /** An arrow key: whole steps, to the right and upwards. */
  nudge(id: string, right: number, up: number): void;
}

const HEIGHT = 300;
// The width of a letter of a label, about.
const LETTER = 6.5;
const MARGIN = { left: 48, right: 16, top: 26, bottom: 46 };
const SVG = "http://www.w3.org/2000/svg";
const STEPS = 50;
let mounted = 0;

export function mountStage(stage: HTMLElement, options: Options): () => void {
  const name = `stage-clip-${++mounted}`;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "chart");
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", plain(options.plot.describe));
  svg.setAttribute("height", String(HEIGHT));
  const ground = svg.appendChild(document.createElementNS(SVG, "g"));
  const drawn = svg.appendChild(document.createElementNS(SVG, "g"));
  // A wild curve leaves the plot; it is cut there, not bent.
  drawn.setAttribute("clip-path", `url(#${name})`);
  const dots = new Map(options.handles().map((handle) => [handle.id, svg.appendChild(dot(handle, options.frozen))]));
  stage.replaceChildren(svg);
  // What is drawn to fit does not scroll: it is no stop for the keyboard any more.
  for (const attribute of ["tabindex", "role", "aria-label"]) stage.removeAttribute(attribute);

  let axes = scales(options.plot, 560);
  const redraw = () => {
    paint(drawn, options.drawn?.(axes.x, axes.y) ?? []);
    for (const handle of options.handles()) place(dots.get(handle.id)!, handle, axes);
  };
  const resize: ResizeObserverCallback = (entries) => {
    const width = Math.max(240, Math.round(entries[0]!.contentRect.width));
    axes = scales(options.plot, width);
    svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    svg.setAttribute("width", String(width));
    paint(ground, background(options.plot, axes, options.anchors ?? [], name));
    const points = (options.points ?? []).map(([a, b]) => [axes.x.at(a), axes.y.at(b)] as const);
    if (points.length) ground.append(element(rings(points, 4.5)));
    redraw();
  };
  // The first of it comes before anything is painted; to ask for the width now would lay the whole page out at once.
  new ResizeObserver(resize).observe(stage);
  if (!options.frozen) listen(svg, options, () => axes);
  return redraw;
}

function listen(svg: SVGSVGElement, options: Options, axes: () => { x: Scale; y: Scale }): void {
  let held: string | null = null;
  let dragging = false;
  const handleOf = (event: Event) => (event.target as Element).closest<SVGGElement>("[data-handle]");
  const at = (event: MouseEvent) => {
    const box = svg.getBoundingClientRect();
    const { x, y } = axes();
    options.point(
      snap(options.plot.x, x.back(event.clientX - box.left)),
      snap(options.plot.y, y.back(event.clientY - box.top)),
      held,
    );
  };
  svg.addEventListener("pointerdown", (event) => {
    const handle = handleOf(event);
    held = handle?.dataset.handle ?? null;
    // A finger beside every handle scrolls the page; a tap there still counts, as the click that follows it.
    if (event.button !== 0 || (event.pointerType === "touch" && !handle)) return;
    dragging = true;
    handle?.classList.add("held");
    handle?.focus();
    svg.setPointerCapture(event.pointerId);
    if (!handle) at(event);
    event.preventDefault();
  });
  svg.addEventListener("pointermove", (event) => dragging && at(event));
  for (const end of ["pointerup", "pointercancel"] as const) {
    svg.addEventListener(end, () => {
      dragging = false;
      for (const handle of svg.querySelectorAll(".held")) handle.classList.remove("held");
    });
  }
  svg.addEventListener("click", (event) => {
    if (!handleOf(event)) at(event);
    held = null;
  });
  svg.addEventListener("keydown", (event) => {
    const id = handleOf(event)?.dataset.handle;
    const far = event.shiftKey ? 5 : 1;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-far, 0],
      ArrowRight: [far, 0],
      ArrowDown: [0, -far],
      ArrowUp: [0, far],
      PageDown: [0, -5],
      PageUp: [0, 5],
      Home: [0, -STEPS],
      End: [0, STEPS],
    };
    const move = moves[event.key];
    if (!id || !move) return;
    event.preventDefault();
    options.nudge(id, ...move);
  });
}

export function scales(plot: Plot, width: number): { x: Scale; y: Scale } {
  return {
    x: scale([plot.x.minimum, plot.x.maximum], [MARGIN.left, width - MARGIN.right], plot.x.log),
    y: scale([plot.y.minimum, plot.y.maximum], [HEIGHT - MARGIN.bottom, MARGIN.top], plot.y.log),
  };
}

function background(plot: Plot, { x, y }: { x: Scale; y: Scale }, anchors: readonly number[], name: string): Shape[] {
  const shapes = frame({ x, y, xLabel: titled(plot.x), yLabel: titled(plot.y) });
  if (anchors.length) shapes.push(["path", { class: "gridline", d: strokes(anchors.map(x.at), MARGIN.top, HEIGHT - MARGIN.bottom - MARGIN.top) }]);
  const curves = plot.curves.map(({ series, points }): Shape => {
    return ["path", { class: `s${series}`, d: line(points.map(([a, b]) => [x.at(a), y.at(b)])) }];
  });
  shapes.push(clip(name, x, y), ["g", { "clip-path": `url(#${name})` }, curves]);
  shapes.push(...plot.curves.map((curve) => label(curve, x, y)));
  return shapes;
}

/** The curve's name at its end, above all of the line that it covers. */
function label({ label, series, points }: Plot["curves"][number], x: Scale, y: Scale): Shape {
  const places = points.map(([a, b]) => [x.at(a), y.at(b)] as const);
  const end = places[places.length - 1]![0];
  const start = end - LETTER * label.length;
  const covered = places.filter(([a]) => a >= start).map(([, b]) => b);
  places.slice(1).forEach(([a1, b1], index) => {
    const [a0, b0] = places[index]!;
    if (a0 < start && start < a1) covered.push(b0 + ((b1 - b0) * (start - a0)) / (a1 - a0));
  });
  return text(end, Math.min(...covered) - 8, label, `label-s${series} over`, "end");
}

/** A value within its axis, on its step; on a free axis three digits are kept. */
export function snap(axis: Axis, value: number): number {
  const within = Math.min(axis.maximum, Math.max(axis.minimum, value));
  const stepped = axis.step ? Math.round(within / axis.step) * axis.step : within;
  const kept = Number(stepped.toPrecision(axis.step ? 12 : 3));
  return Math.min(axis.maximum, Math.max(axis.minimum, kept));
}

/** A value moved by whole steps: the axis's own, or a fiftieth of its length. */
export function stepped(axis: Axis, value: number, count: number): number {
  if (count === 0) return value;
  const moved = axis.log
    ? value * (axis.maximum / axis.minimum) ** (count / STEPS)
    : value + count * (axis.step || (axis.maximum - axis.minimum) / STEPS);
  // On a log axis with whole steps a fiftieth may round to nothing: go one step at least.
  if (axis.step && snap(axis, moved) === value) return snap(axis, value + Math.sign(count) * axis.step);
  return snap(axis, moved);
}

// As the server writes one half: to ask `Intl` takes a slow phone longer than all else that an item does.
const comma = (document.documentElement.dataset.half ?? "").includes(",");

/** A number as the server reads it in the page's language. */
export function written(value: number): string {
  return comma ? String(value).replace(".", ",") : String(value);
}

export function read(input: HTMLInputElement): number | null {
  const value = input.value.trim().replace("\u2212", "-");
  const number = value === "" ? Number.NaN : Number(comma ? value.replace(",", ".") : value);
  return Number.isFinite(number) ? number : null;
}

export function said(axis: Axis, value: number): string {
  return `${axis.label} ${value}${axis.unit ? ` ${axis.unit}` : ""}`;
}

export function parsePlot<Data>(element: HTMLElement): Data {
  return JSON.parse(element.dataset.plot ?? "null") as Data;
}

function titled(axis: Axis): string {
  return axis.unit ? `${axis.label} (${axis.unit})` : axis.label;
}

function plain(html: string): string {
  return new DOMParser().parseFromString(html, "text/html").body.textContent ?? "";
}

/** Whether the form's part in which an element stands takes no answer any more. */
export function isFrozen(element: HTMLElement): boolean {
  return element.closest("fieldset")?.disabled ?? false;
}

function dot(handle: Handle, frozen: boolean): SVGGElement {
  const group = document.createElementNS(SVG, "g");
  if (frozen) {
    const mark = group.appendChild(document.createElementNS(SVG, "circle"));
    mark.setAttribute("class", "mark");
    mark.setAttribute("r", "5");
    return group;
  }
  group.setAttribute("class", "handle");
  group.setAttribute("tabindex", "0");
  group.setAttribute("role", "slider");
  group.setAttribute("aria-label", handle.label);
  group.dataset.handle = handle.id;
  group.style.touchAction = "none";
  for (const [kind, radius] of [["halo", 13], ["ring", 8], ["dot", 3]] as const) {
    const circle = group.appendChild(document.createElementNS(SVG, "circle"));
    circle.setAttribute("class", kind);
    circle.setAttribute("r", String(radius));
  }
  return group;
}

function place(group: SVGGElement, handle: Handle, { x, y }: { x: Scale; y: Scale }): void {
  group.setAttribute("transform", `translate(${px(x.at(handle.x))} ${px(y.at(handle.y))})`);
  if (!group.hasAttribute("role")) return;
  group.setAttribute("aria-valuemin", String(handle.axis.minimum));
  group.setAttribute("aria-valuemax", String(handle.axis.maximum));
  group.setAttribute("aria-valuenow", String(handle.now));
  group.setAttribute("aria-valuetext", handle.said);
}

function paint(parent: SVGGElement, shapes: Shape[]): void {
  parent.replaceChildren(...shapes.map(element));
}

function element([tag, attributes, content]: Shape): SVGElement {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (typeof content === "string") made.textContent = content;
  else made.append(...(content ?? []).map(element));
  return made;
}
