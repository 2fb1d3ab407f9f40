// <x-figure>: fetches its kind when it comes near, draws at the true width, and owns what all figures share: state, range
// inputs, links, the spoken sentence, the goal, printing. State is set at once; the picture follows at the next frame.
import type { Kind, Mounted, Param, State } from "./drawn.ts";
import { parse } from "./goals.ts";
import { laddered, nearestIndex, number } from "./plot.ts";

type By = "reader" | "step" | "print";

/** What the server says of a figure; what it leaves out is empty. */
interface Config {
  module: string;
  data: string;
  state: State;
  /** The author's state. */
  base: State;
  print: State;
  params: Param[];
  goal: string;
}

function configOf(text: string): Config {
  const { module, data = "", state, base, print, params, goal = "" } = JSON.parse(text) as Partial<Config> & Pick<Config, "module" | "state" | "params">;
  const authored = { ...state, ...base };
  return { module, data, state, base: authored, print: { ...authored, ...print }, params: params.map((param) => laddered(param)), goal };
}

/** A number per choice, the same for the same slug: what a goal compares. */
function choiceNumbers(params: readonly Param[]): Map<string, number> {
  const slugs = new Set(params.flatMap(({ choices }) => choices ?? []));
  return new Map([...slugs].sort().map((slug, index) => [slug, index]));
}

const TWEEN = 700;
const QUIET = 600;
const SLICE = 12;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const ease = (t: number) => (t < 0.5 ? 4 * t ** 3 : 1 - (-2 * t + 2) ** 3 / 2);

/** Run the steps without holding the page for longer than a frame. */
async function breathing(steps: Generator<unknown> = (function* () {})()): Promise<void> {
  let since = performance.now();
  while (!steps.next().done) {
    if (performance.now() - since < SLICE) continue;
    await new Promise((go) => setTimeout(go));
    since = performance.now();
  }
}

export class FigureElement extends HTMLElement {
  #config!: Config;
  #state!: State;
  #shown!: State;
  #mounted: Mounted | null = null;
  #kind: Kind | null = null;
  #loading = false;
  #data: unknown = null;
  #width = 0;
  #frame = 0;
  #timer = 0;
  #tween: { from: State; start: number } | null = null;
  #said = "";
  #reached = false;
  #tabled = "";
  #goal: ((names: Record<string, number>) => boolean) | null = null;
  #watch: (IntersectionObserver | ResizeObserver)[] = [];
  #stop = new AbortController();
  /** The state came with the address: the first step that is met must not overwrite it. */
  linked = false;

  connectedCallback(): void {
    this.#config = configOf(this.dataset.config!);
    this.#state = this.#shown = this.#config.state;
    this.linked = JSON.stringify(this.#state) !== JSON.stringify(this.#config.base);
    this.#tabled = this.querySelector(".numbers table") ? this.#query : "";
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const near = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.#load(), { rootMargin: "600px 0px" });
    near.observe(this);
    this.#watch = [near];
    this.addEventListener("input", this.#input, { signal });
    this.addEventListener("submit", (event) => event.preventDefault(), { signal });
    this.addEventListener("click", this.#click, { signal });
    // A toggle does not bubble, but it can be caught on its way down.
    this.addEventListener("toggle", this.#numbers, { signal, capture: true });
    addEventListener("beforeprint", () => this.#draw(this.#config.print), { signal });
    addEventListener("afterprint", () => this.#draw(this.#state), { signal });
  }

  disconnectedCallback(): void {
    for (const observer of this.#watch) observer.disconnect();
    this.#stop.abort();
    this.#mounted?.destroy();
    this.#mounted = null;
    cancelAnimationFrame(this.#frame);
  }

  get state(): State {
    return this.#state;
  }

  get params(): readonly Param[] {
    return this.#config.params;
  }

  /** A step's absolute state: the authored one with the step's values over it, and the step's own sentence if it has one. */
  show(values: State, say = ""): void {
    this.#set({ ...this.#config.base, ...values }, "step", say);
  }

  /** Change some of the state, as the reader does. */
  change(values: State): void {
    this.#set({ ...this.#state, ...values }, "reader");
  }

  async #load(): Promise<void> {
    this.#watch[0]?.disconnect();
    if (this.#loading) return;
    this.#loading = true;
    const { module, data, goal } = this.#config;
    const [loaded, fetched] = await Promise.all([import(module) as Promise<{ default: Kind }>, data ? fetch(data).then((answer) => answer.json()) : null]);
    await breathing(loaded.default.prepare?.(this.#state, fetched));
    if (!this.isConnected) return;
    this.#kind = loaded.default;
    this.#data = fetched;
    this.#ladders();
    if (goal) this.#goal = parse(goal);
    const resized = new ResizeObserver(() => this.#mount());
    resized.observe(this.#stage);
    this.#watch = [resized];
    this.#mount();
    // What a step or a link asked for while the module was on its way is said now.
    if (this.#state !== this.#config.state) this.#speak("step");
    this.setAttribute("ready", "");
  }

  /** The ladders that lie in the data; what was done to their ranges meanwhile is done now. */
  #ladders(): void {
    const late = this.#config.params.filter(({ at }) => at);
    this.#config.params = this.#config.params.map((param) => laddered(param, this.#data));
    for (const { name } of late) {
      const range = this.querySelector<HTMLInputElement>(`input[name="${name}-at"]`);
      if (range && range.value !== range.defaultValue) range.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.#controls();
  }

  get #stage(): HTMLElement {
    return this.querySelector<HTMLElement>(".stage")!;
  }

  #mount(): void {
    const width = Math.round(this.#stage.clientWidth);
    if (!this.#kind || !width || width === this.#width) return;
    this.#width = width;
    this.#mounted?.destroy();
    // It was a stop for the keyboard, since without a script it scrolls where it is narrow; what is drawn to fit does not.
    for (const name of ["tabindex", "role", "aria-label"]) this.#stage.removeAttribute(name);
    const { params } = this.#config;
    this.#mounted = this.#kind.mount({
      root: this.#stage,
      id: this.id,
      width,
      data: this.#data,
      params,
      get: () => this.#state,
      set: (values) => this.change(values),
    });
    this.#draw(this.#shown);
  }

  #set(state: State, by: By, say = ""): void {
    const same = Object.keys(state).every((name) => state[name] === this.#state[name]);
    this.#said = by === "reader" ? "" : say;
    if (by === "reader") this.linked = false;
    if (same && !say) return;
    this.#state = state;
    this.#tween = by === "step" && !still.matches && this.#mounted ? { from: this.#shown, start: performance.now() } : null;
    this.#controls();
    this.#speak(by);
    if (!this.#frame) this.#frame = requestAnimationFrame(this.#next);
    this.dispatchEvent(new CustomEvent("figure:state", { bubbles: true, detail: { id: this.id, state, by } }));
  }

  #next = (now: number): void => {
    this.#frame = 0;
    if (!this.#tween) return this.#draw(this.#state);
    const share = Math.min(Math.max((now - this.#tween.start) / TWEEN, 0), 1);
    const from = this.#tween.from;
    if (share === 1) this.#tween = null;
    this.#draw(share === 1 ? this.#state : this.#between(from, ease(share)));
    if (this.#tween) this.#frame = requestAnimationFrame(this.#next);
  };

  /** Numbers walk along their ladders; switches are thrown at once. */
  #between(from: State, share: number): State {
    const state: Record<string, string | number> = { ...this.#state };
    for (const { name, ladder } of this.#config.params) {
      if (!ladder) continue;
      const start = nearestIndex(ladder, Number(from[name]));
      const end = nearestIndex(ladder, Number(this.#state[name]));
      state[name] = ladder[Math.round(start + (end - start) * share)]!;
    }
    return state;
  }

  #draw(state: State): void {
    this.#shown = state;
    this.#mounted?.update(state);
  }

  #controls(): void {
    for (const { name, ladder, off, unit } of this.#config.params) {
      const value = this.#state[name]!;
      const range = this.querySelector<HTMLInputElement>(`input[name="${name}-at"]`);
      if (range && ladder) {
        range.value = String(nearestIndex(ladder, Number(value)));
        const shown = off && Number(value) <= ladder[0]! ? off : number(Number(value)) + (unit ? ` ${unit}` : "");
        range.setAttribute("aria-valuetext", shown);
        const output = range.nextElementSibling;
        if (output) output.textContent = shown;
      }
      const radio = this.querySelector<HTMLInputElement>(`input[name="${name}"][value="${value}"]`);
      if (radio?.type === "radio") radio.checked = true;
    }
  }

  #speak(by: By): void {
    if (!this.#mounted) return;
    const sentence = this.#said || this.#mounted.describe(this.#state);
    this.querySelector(".say")!.textContent = sentence;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.querySelector("[data-live]")!.textContent = sentence;
      if (by === "reader") this.#check();
      void this.#numbers();
    }, QUIET);
  }

  #check(): void {
    if (!this.#goal || this.#reached || !this.#mounted) return;
    const choices = choiceNumbers(this.#config.params);
    const names: Record<string, number> = {};
    for (const [slug, value] of choices) names[slug.replaceAll("-", "_")] = value;
    Object.assign(names, this.#mounted.measure(this.#state));
    for (const [name, value] of Object.entries(this.#state)) names[name] = typeof value === "string" ? choices.get(value)! : value;
    if (!this.#goal(names)) return;
    this.#reached = true;
    const mark = document.createElement("span");
    mark.className = "mark-good";
    const goal = this.querySelector<HTMLElement>("[data-goal]");
    mark.textContent = goal?.dataset.goal ?? "";
    goal?.replaceChildren(mark);
    this.dispatchEvent(new CustomEvent("figure:goal", { bubbles: true, detail: { id: this.id, state: this.#state } }));
  }

  #input = (event: Event): void => {
    const { name, type, value } = event.target as HTMLInputElement;
    const param = this.#config.params.find((known) => name === (known.ladder ? `${known.name}-at` : known.name));
    if (param?.ladder) this.change({ [param.name]: param.ladder[Number(value)]! });
    else if (param && type === "radio") this.change({ [param.name]: value });
  };

  #click = (event: Event): void => {
    const button = (event.target as Element).closest("button");
    if (!button) return;
    if (button.hasAttribute("data-copy")) void this.#copy();
    const param = this.#config.params.find(({ name, bounds }) => bounds && name === button.name);
    if (!param) return;
    event.preventDefault();
    const [low, high] = param.bounds!;
    const next = Number(this.#state[param.name]) + 1;
    this.change({ [param.name]: next > high ? low : next });
  };

  /** The present state as a query, without what is as the author left it. */
  get #query(): string {
    const query = new URLSearchParams({ fig: this.id });
    for (const [name, value] of Object.entries(this.#state)) if (value !== this.#config.base[name]) query.set(name, String(value));
    return query.toString();
  }

  /** The table of the present state is the server's, fetched only while somebody looks at it. */
  #numbers = async (): Promise<void> => {
    const details = this.querySelector<HTMLDetailsElement>("details.numbers");
    const query = this.#query;
    if (!details?.open || query === this.#tabled) return;
    this.#tabled = query;
    const headers = { "HX-Request": "true" };
    const answer = await fetch(`${details.dataset.numbers ?? location.pathname}?${query}`, { headers }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const table = page.querySelector(`#${this.id} .numbers .table-scroll, body > .table-scroll`);
    if (table && query === this.#tabled) details.querySelector("summary + *")?.replaceWith(table);
  };

  async #copy(): Promise<void> {
    const link = new URL(`${location.pathname}?${this.#query}#${this.id}`, location.origin).href;
    history.replaceState(history.state, "", link);
    // Without the right to write there, the link is in the address bar all the same.
    await navigator.clipboard?.writeText(link).catch(() => undefined);
    const copied = this.querySelector<HTMLElement>("[data-copied]")!;
    copied.textContent = copied.dataset.copied!;
  }
}

customElements.define("x-figure", FigureElement);
