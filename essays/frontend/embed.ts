// A figure in a frame: it tells the page around it how tall it is and in which state, and its way back to the essay leads
// to the view that is shown. It keeps nothing and asks for nothing.
import type { FigureElement } from "@kit/host.ts";

const tell = (message: Record<string, unknown>) => {
  // Whoever frames the page may know: nothing in it is anybody's own.
  if (parent !== window) parent.postMessage(message, "*");
};

new ResizeObserver(() => tell({ type: "overlook:height", height: Math.ceil(document.body.getBoundingClientRect().height) })).observe(document.body);

const back = document.querySelector<HTMLAnchorElement>("a[data-back]");
document.addEventListener("figure:state", (event) => {
  const { id, state } = (event as CustomEvent<{ id: string; state: FigureElement["state"] }>).detail;
  tell({ type: "overlook:state", state });
  if (back) back.search = new URLSearchParams(Object.entries({ fig: id, ...state }).map(([name, value]) => [name, String(value)])).toString();
});
