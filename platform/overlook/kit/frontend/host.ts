// <x-figure>: fetches its kind when it comes near, draws at the true width, and owns what all figures share: state, range
// inputs, links, the spoken sentence, the goal, printing. State is set at once; the picture follows at the next frame.
import type { Kind, Mounted, Param, State } from "./drawn.ts";
import { parse } from "./goals.ts";
import { laddered, nearestIndex, valued } from "./plot.ts";
import { choiceNumbers, type Config, configOf, told } from "./told.ts";

type By = "reader" | "step" | "print";

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

/** A reader's own data, and what is drawn of them instead of the essay's. */
export interface Own {
  kind: Kind;
  data: unknown;
  params: Param[];
  state: State;
  /** The state that is nearest to what a step or a control in the text asks for. */
  fit(asked: State): State;
  table(state: State): Element;
  /** What is said instead of copying a link: no address holds the data. */
  unlinked: string;
}

/** A piece of a page, or null when it cannot be had. */
async function fragment(url: string, headers: HeadersInit = { "HX-Request": "true" }): Promise<Document | null> {
  const answer = await fetch(url, { headers }).catch(() => null);
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
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
  #own: Own | null = null;
  #essays: Pick<Own, "kind" | "data" | "state"> & { config: Config } | null = null;
  /** The state came with the address: the first step that is met must not overwrite it. */
  linked = false;

  connectedCallback(): void {
    this.#config = configOf(this.dataset.config ? JSON.parse(this.dataset.config) : told(this.id));
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
    this.addEventListener("toggle", this.#part, { signal, capture: true });
    // Before a reader sees it: it may change how the line below the figure breaks.
    this.#disclose();
    addEventListener("beforeprint", () => this.#print(this.#own ? this.#state : this.#config.print), { signal });
    addEventListener("afterprint", () => this.#print(this.#state), { signal });
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

  /** The essay's, whosever data are shown. */
  get kind(): Kind | null {
    return this.#essays?.kind ?? this.#kind;
  }

  /** Draw a reader's own data; with null, the essay's again as they were left. */
  use(own: Own | null): void {
    this.#essays ??= { kind: this.#kind!, data: this.#data, state: this.#state, config: this.#config };
    const { kind, data, state, config } = this.#essays;
    this.#config = own ? { ...config, params: own.params, base: own.state } : config;
    ({ kind: this.#kind, data: this.#data, state: this.#state } = own ?? { kind, data, state });
    if (!own) this.#essays = null;
    this.#own = own;
    this.#shown = this.#state;
    this.#tween = null;
    this.#said = this.#tabled = "";
    this.#width = 0;
    this.#mount();
    this.#controls();
    this.#speak("step");
  }

  /** A step's absolute state: the authored one with the step's values over it, and the step's own sentence if it has one. */
  show(values: State, say = ""): void {
    this.#set({ ...this.#config.base, ...values }, "step", say);
  }

  /** Change some of the state, as the reader does, whom what is fixed does not follow. */
  change(values: State): void {
    const fixed = this.#config.params.filter((param) => param.fixed).map(({ name }) => [name, this.#state[name]!]);
    this.#set({ ...this.#state, ...values, ...Object.fromEntries(fixed) }, "reader");
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
    if (this.#own) state = this.#own.fit(state);
    const same = Object.keys(state).every((name) => state[name] === this.#state[name]);
    this.#said = by === "reader" ? "" : say;
    if (by === "reader") this.linked = false;
    if (same && !say) return;
    const before = this.#state;
    this.#state = state;
    this.#tween = by === "step" && !still.matches && this.#mounted ? { from: this.#shown, start: performance.now() } : null;
    this.#controls(before);
    this.#speak(by);
    if (!this.#frame) this.#frame = requestAnimationFrame(this.#next);
    if (!this.#own) this.dispatchEvent(new CustomEvent("figure:state", { bubbles: true, detail: { id: this.id, state, by } }));
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

  /** The picture of a state, and what is said of it, without setting it. */
  #print(state: State): void {
    this.#draw(state);
    const said = (state === this.#state && this.#said) || this.#mounted?.describe(state);
    if (said) this.querySelector(".say")!.textContent = said;
  }

  /** Controls follow the state; of a step of a drag, only what it changed. */
  #controls(before: State = {}): void {
    for (const { name, ladder, off, unit } of this.#config.params) {
      const value = this.#state[name]!;
      if (value === before[name]) continue;
      const range = this.querySelector<HTMLInputElement>(`input[name="${name}-at"]`);
      if (range && ladder) {
        range.max = String(ladder.length - 1);
        range.value = String(nearestIndex(ladder, Number(value)));
        const shown = off && Number(value) <= ladder[0]! ? off : valued(Number(value)) + (unit ? ` ${unit}` : "");
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
      this.#link();
      void this.#numbers();
    }, QUIET);
  }

  #check(): void {
    if (!this.#goal || this.#reached || !this.#mounted || this.#own) return;
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
    this.#link();
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
    if (details?.open && this.#own) details.querySelector("summary + *")!.replaceWith(this.#own.table(this.#state));
    if (!details?.open || query === this.#tabled || this.#own) return;
    this.#tabled = query;
    const { numbers } = details.dataset;
    // The page itself is asked without a header of our own, which a frame without an origin may not send.
    const page = await (numbers ? fragment(`${numbers}?${query}`) : fragment(`${location.pathname}?${query}`, {}));
    const table = page?.querySelector(`#${this.id} .numbers .table-scroll, body > .table-scroll`);
    if (table && query === this.#tabled) details.querySelector("summary + *")?.replaceWith(table);
  };

  /** A link to a part of another page is opened in place; until the part is here, it leads to that page. */
  #disclose(): void {
    for (const link of this.querySelectorAll<HTMLAnchorElement>(".figure-foot > [data-part]")) {
      const [details, summary, room] = ["details", "summary", "div"].map((tag) => document.createElement(tag));
      summary!.textContent = link.textContent;
      link.replaceWith(details!);
      room!.append(link);
      details!.append(summary!, room!);
    }
  }

  /** It is fetched once, since it is the same for every state, with the module that it needs. */
  #part = async ({ target }: Event): Promise<void> => {
    const link = (target as Element).querySelector<HTMLAnchorElement>(":scope[open] [data-part]");
    const part = link && (await fragment(link.href))?.querySelector<HTMLElement>(`body > ${link.dataset.part}`);
    if (!part) return;
    // Its buttons work from the start, or, where the module cannot be had, never.
    if (part.dataset.module) await import(part.dataset.module).catch(() => undefined);
    link.replaceWith(part);
  };

  /** The way to where frames of this view are made. */
  #link(): void {
    const link = this.querySelector<HTMLAnchorElement>('[href*="/preset"]');
    if (link && !this.#own) link.search = this.#query;
  }

  async #copy(): Promise<void> {
    const copied = this.querySelector<HTMLElement>("[data-copied]")!;
    if (this.#own) return void (copied.textContent = this.#own.unlinked);
    const asked = new URLSearchParams(location.search);
    const query = new URLSearchParams(this.#query);
    // What the page was asked to hold, it holds for whoever follows the link.
    for (const word of ["hide", "fix"]) if (asked.get("fig") === this.id && asked.has(word)) query.set(word, asked.get(word)!);
    const link = new URL(`${location.pathname}?${query}#${this.id}`, location.origin).href;
    history.replaceState(history.state, "", link);
    // Without the right to write there, the link is in the address bar all the same.
    await navigator.clipboard?.writeText(link).catch(() => undefined);
    copied.textContent = copied.dataset.copied!;
  }
}

customElements.define("x-figure", FigureElement);
