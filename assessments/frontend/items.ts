// Gives each answer a key of its own, so that a double click is one answer, and says which figure the reader last moved.

const keys = new WeakMap<HTMLFormElement, string>();
let figureState = "";

const formOf = (target: EventTarget | null) =>
  target instanceof Element ? target.closest<HTMLFormElement>(".item form") : null;

document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (form) keys.delete(form);
});

document.addEventListener("figure:state", (event) => {
  if (event instanceof CustomEvent) figureState = JSON.stringify(event.detail ?? null).slice(0, 1900);
});

document.addEventListener("htmx:configRequest", (event) => {
  const form = formOf(event.target);
  if (!form || !(event instanceof CustomEvent)) return;
  const parameters = (event.detail as { parameters: FormData | Record<string, string> }).parameters;
  const key = keys.get(form) ?? crypto.randomUUID();
  keys.set(form, key);
  const fields: Record<string, string> = { idempotency_key: key };
  if (figureState) fields.figure_state = figureState;
  for (const [name, value] of Object.entries(fields)) {
    if (parameters instanceof FormData) parameters.set(name, value);
    else parameters[name] = value;
  }
});

export {};
