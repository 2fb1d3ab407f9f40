// Every page: htmx with what our policy forbids switched off, and focus moved to what a swap brought.
import htmx from "htmx.org/dist/htmx.esm.js";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0;
htmx.config.selfRequestsOnly = true;
htmx.config.responseHandling = [
  { code: "204", swap: false },
  // A refused form comes back as itself, with its errors.
  { code: "4(00|03|09|22|29)", swap: true },
  { code: "[23]..", swap: true },
  { code: "...", swap: false, error: true },
];

// What is away is said below the form; a 503 that does not say where it belongs would take away what was typed.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event as CustomEvent<{ xhr: XMLHttpRequest; shouldSwap: boolean }>;
  if (detail.xhr.status === 503 && detail.xhr.getResponseHeader("HX-Reswap")) detail.shouldSwap = true;
});

document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.target;
  if (!(target instanceof Element)) return;
  const focus = target.querySelector<HTMLElement>("[data-focus]");
  if (!focus) return;
  if (!focus.hasAttribute("tabindex")) focus.tabIndex = -1;
  focus.focus();
});
