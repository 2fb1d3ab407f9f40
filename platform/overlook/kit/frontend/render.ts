// Puts shapes into the page by changing what differs. A handle's element is never replaced or moved: it may have the focus.
import type { Shape } from "./plot.ts";

const SVG = "http://www.w3.org/2000/svg";
const written = new WeakMap<Element, Shape>();

const key = (attributes: Record<string, string | number>) => attributes["data-handle"];
const isHandle = (element: Element | null, name?: string | number) =>
  element instanceof SVGElement && element.dataset.handle !== undefined && (name === undefined || element.dataset.handle === String(name));

export function render(parent: Element, shapes: readonly Shape[]): void {
  let place = parent.firstElementChild;
  for (const shape of shapes) {
    const [tag, attributes] = shape;
    const name = key(attributes);
    if (name !== undefined && [...parent.children].some((child) => isHandle(child, name))) {
      while (!isHandle(place, name)) place = drop(place!);
    } else if (place === null || isHandle(place) || place.tagName !== tag) {
      const element = document.createElementNS(SVG, tag);
      if (place && !isHandle(place)) place.replaceWith(element);
      else parent.insertBefore(element, place);
      place = element;
    }
    write(place!, shape);
    place = place!.nextElementSibling;
  }
  while (place) place = drop(place);
}

function drop(element: Element): Element | null {
  const next = element.nextElementSibling;
  element.remove();
  return next;
}

/** What is the very shape of the last time costs nothing; of another, only what differs touches the page. */
function write(element: Element, shape: Shape): void {
  const last = written.get(element);
  if (last === shape) return;
  const [, attributes, content] = shape;
  const before = last?.[1];
  const names = before ? Object.keys(before) : [...element.attributes].map(({ name }) => name);
  for (const name of names) if (!(name in attributes) && name !== "aria-hidden") element.removeAttribute(name);
  for (const name in attributes) {
    const value = attributes[name]!;
    if (before ? before[name] !== value : element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
  }
  written.set(element, shape);
  if (typeof content === "string") {
    if (element.textContent !== content) element.textContent = content;
  } else {
    render(element, content ?? []);
  }
}

/** The picture inside `stage` at this size, taking over the server's where there is one. */
export function surface(stage: Element, width: number, height: number, label: string): SVGSVGElement {
  let svg = stage.querySelector("svg");
  if (!svg) {
    svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "chart");
    stage.append(svg);
  }
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("width", String(width));
  svg.setAttribute("height", String(height));
  // An image may not hold what can be focused: from here on it is a group with sliders in it.
  svg.setAttribute("role", "group");
  if (label) svg.setAttribute("aria-label", label);
  return svg;
}

/** What is drawn is told by the sentence below it; only the handles speak for themselves. */
export function silence(svg: SVGSVGElement): void {
  for (const child of svg.children) {
    if (isHandle(child)) continue;
    if (child.getAttribute("aria-hidden") !== "true") child.setAttribute("aria-hidden", "true");
  }
}
