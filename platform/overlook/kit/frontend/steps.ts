// Scrolly steps: a reading line without height, mid-screen, or lower on a phone, where the figure is pinned above. The step
// that crosses it is active and sets its figure's absolute state. Nothing takes the scrolling over.
import { FigureElement } from "./host.ts";
import type { State } from "./drawn.ts";

const phone = matchMedia("(max-width: 900px)");

/** A pinned figure on a phone has room for one panel: the one that the step names, else the first. */
function panelOf(figure: FigureElement, named: string | undefined): State {
  const panel = figure.params.find(({ name }) => name === "panel");
  if (!panel || !phone.matches) return {};
  return { panel: named ?? panel.choices?.find((choice) => choice !== "both") ?? "both" };
}

function activate(scrolly: Element, step: HTMLElement): void {
  for (const other of scrolly.querySelectorAll(".step.active")) other.classList.remove("active");
  step.classList.add("active");
  const figure = scrolly.querySelector("x-figure");
  if (!(figure instanceof FigureElement)) return;
  if (figure.linked) {
    figure.linked = false;
    return;
  }
  const values = JSON.parse(step.dataset.set ?? "{}") as State;
  figure.show({ ...values, ...panelOf(figure, step.dataset.panel) }, step.dataset.say ?? "");
  scrolly.dispatchEvent(new CustomEvent("step:active", { bubbles: true, detail: { step: step.id } }));
}

function watch(scrolly: Element): () => void {
  const line = phone.matches ? "-72% 0px -28% 0px" : "-50% 0px -50% 0px";
  const observer = new IntersectionObserver(
    (entries) => {
      const met = entries.filter(({ isIntersecting }) => isIntersecting).pop();
      if (met && !met.target.classList.contains("active")) activate(scrolly, met.target as HTMLElement);
    },
    { rootMargin: line },
  );
  const figure = scrolly.querySelector("x-figure");
  // Before the first step is met, and before the figure is drawn, so that it takes its final height at once.
  if (figure instanceof FigureElement && !figure.linked && !figure.hasAttribute("ready")) figure.show(panelOf(figure, undefined));
  for (const step of scrolly.querySelectorAll(".step")) observer.observe(step);
  return () => observer.disconnect();
}

let stops: (() => void)[] = [];
function start(): void {
  for (const stop of stops) stop();
  stops = [...document.querySelectorAll(".scrolly")].map(watch);
}

phone.addEventListener("change", start);
start();
