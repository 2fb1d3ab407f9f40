// The page where a view is chosen: when the figure on top is moved, the addresses below follow. The server makes them.
const QUIET = 400;
let timer = 0;

document.addEventListener("figure:state", (event) => {
  const { state } = (event as CustomEvent<{ state: Record<string, string | number> }>).detail;
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    // Looked up now: the form is another one after each answer.
    const form = document.querySelector<HTMLFormElement>("#preset");
    for (const [name, value] of Object.entries(state)) {
      const field = form?.querySelector<HTMLInputElement>(`input[type=hidden][name="${name}"]`);
      if (field) field.value = String(value);
    }
    form?.dispatchEvent(new Event("change"));
  }, QUIET);
});

document.addEventListener("focusin", ({ target }) => {
  if (target instanceof HTMLTextAreaElement && target.readOnly) target.select();
});
