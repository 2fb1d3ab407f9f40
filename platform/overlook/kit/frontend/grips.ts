// Handles, for figures and for the answer widgets alike: one pointer listener per drawing that takes the nearest handle
// within reach, tap to pick up and tap to put down (WCAG 2.5.7), arrow keys, Home, End and Page keys.

export interface Grip {
  /** The `data-handle` of its shape. */
  id: string;
  x: number;
  y: number;
  label: string;
  /** The value in words, as a screen reader says it. */
  text: string;
  now: number;
  min: number;
  max: number;
  /** Put the handle at these pixels of the drawing. */
  drag(x: number, y: number): void;
  /** Keys: one step, ten with Page; `Infinity` for End, `-Infinity` for Home. Up and Right are positive. */
  step(by: number, axis: "x" | "y"): void;
}

/** Pixels within which a pointer takes a handle. */
export const REACH = 26;
const STILL = 4;
const KEYS: Record<string, [by: number, axis: "x" | "y"]> = {
  ArrowRight: [1, "x"],
  ArrowLeft: [-1, "x"],
  ArrowUp: [1, "y"],
  ArrowDown: [-1, "y"],
  PageUp: [10, "y"],
  PageDown: [-10, "y"],
  End: [Infinity, "x"],
  Home: [-Infinity, "x"],
};

export interface Hold {
  /** Give the handles' shapes their roles and values; call it after each drawing. */
  dress(): void;
  release(): void;
}

export function nearest<T extends { x: number; y: number }>(grips: readonly T[], x: number, y: number): T | null {
  let best: T | null = null;
  let least = REACH;
  for (const grip of grips) {
    const far = Math.hypot(grip.x - x, grip.y - y);
    if (far <= least) [best, least] = [grip, far];
  }
  return best;
}

export function hold(svg: SVGSVGElement, grips: () => Grip[]): Hold {
  const stop = new AbortController();
  const { signal } = stop;
  let held: string | null = null;
  let pressed: { id: string; x: number; y: number; dx: number; dy: number; moved: boolean } | null = null;

  const find = (id: string) => grips().find((grip) => grip.id === id);
  const shape = (id: string) => svg.querySelector<SVGElement>(`[data-handle="${id}"]`);
  const place = ({ clientX, clientY }: PointerEvent): [number, number] => {
    const box = svg.getBoundingClientRect();
    const { width, height } = svg.viewBox.baseVal;
    return [((clientX - box.left) * width) / box.width, ((clientY - box.top) * height) / box.height];
  };
  const pick = (id: string | null) => {
    held = id;
    for (const element of svg.querySelectorAll("[data-handle]")) element.classList.toggle("held", element.getAttribute("data-handle") === id);
  };

  svg.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0) return;
      const [x, y] = place(event);
      if (held !== null) {
        find(held)?.drag(x, y);
        pick(null);
        event.preventDefault();
        return;
      }
      const grip = nearest(grips(), x, y);
      if (!grip) return;
      pressed = { id: grip.id, x, y, dx: grip.x - x, dy: grip.y - y, moved: false };
      svg.setPointerCapture(event.pointerId);
      shape(grip.id)?.focus({ preventScroll: true });
      event.preventDefault();
    },
    { signal },
  );
  svg.addEventListener(
    "pointermove",
    (event) => {
      if (!pressed) return;
      const [x, y] = place(event);
      pressed.moved ||= Math.hypot(x - pressed.x, y - pressed.y) > STILL;
      if (pressed.moved) find(pressed.id)?.drag(x + pressed.dx, y + pressed.dy);
    },
    { signal },
  );
  svg.addEventListener(
    "pointerup",
    () => {
      if (pressed && !pressed.moved) pick(pressed.id);
      pressed = null;
    },
    { signal },
  );
  svg.addEventListener("pointercancel", () => (pressed = null), { signal });
  svg.addEventListener(
    "keydown",
    (event) => {
      const id = (event.target as Element).getAttribute("data-handle");
      if (id === null || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === "Escape") pick(null);
      const key = KEYS[event.key];
      if (!key) return;
      const [by, axis] = key;
      find(id)?.step(event.shiftKey ? by * 10 : by, axis);
      event.preventDefault();
    },
    { signal },
  );

  return {
    dress() {
      for (const { id, label, text, now, min, max } of grips()) {
        const element = shape(id);
        if (!element) continue;
        const aria = { role: "slider", tabindex: 0, "aria-label": label, "aria-valuetext": text, "aria-valuenow": now, "aria-valuemin": min, "aria-valuemax": max };
        // To set what is already so would be a third of the time of a step.
        for (const [name, value] of Object.entries(aria)) if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
        element.classList.toggle("held", id === held);
      }
    },
    release: () => stop.abort(),
  };
}
