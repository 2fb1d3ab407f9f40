// A reader's own data in a figure: read, drawn and told in this browser. Nothing of them is sent, nor put into an address.
import { read, type Wanted } from "@kit/columns.ts";
import { drawn, type Kind, type Names, type OwnKind, type Param, Refused, type State } from "@kit/drawn.ts";
import type { FigureElement } from "@kit/host.ts";
import { laddered, nearestIndex } from "@kit/plot.ts";
import { decoded, grid, sized } from "@kit/tables.ts";

type Data = { begin: State };
type Known = Param & { default: string | number };

/** What the server tells of the kind; `example` is a table to try, the rest are words. */
interface Told extends Wanted {
  params: Known[];
  example: string;
  refused: string;
  shown: string;
  about: string;
  back: string;
  unlinked: string;
  numbers: string;
}

/** A browser that keeps nothing keeps nothing. */
function kept(name: string, text?: string | null): string {
  try {
    if (text) sessionStorage.setItem(name, text);
    else if (text === null) sessionStorage.removeItem(name);
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string> = {}, ...content: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

/** The numbers behind the picture, which the server tells of the essay's data only. */
function tableOf(label: string, [headers, rows]: [string[], string[][]]): Element {
  const cells = (tag: "th" | "td", texts: string[], more: Record<string, string> = {}) => element("tr", {}, ...texts.map((text) => element(tag, { class: "num", ...more }, text)));
  const head = element("thead", {}, cells("th", headers, { scope: "col" }));
  const body = element("tbody", {}, ...rows.map((row) => cells("td", row)));
  return element("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": label }, element("table", { class: "table" }, head, body));
}

class OwnDataElement extends HTMLElement {
  #told!: Told;
  #note: HTMLElement | null = null;
  /** The essay's controls, and those that stand in their place meanwhile. */
  #controls: [essays: Element, own: Element] | null = null;

  connectedCallback(): void {
    this.#told = JSON.parse(this.dataset.told!) as Told;
    this.#text.value = kept(this.#key);
    this.#keep.checked = Boolean(this.#text.value);
    this.#choices();
    // What reads the table is fetched now, so that with the table at hand nothing is asked of anybody.
    void this.#figure.kind?.own?.();
    this.addEventListener("input", () => this.#choices());
    this.addEventListener("change", this.#changed);
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter?.getAttribute("name") === "example") this.#text.value = this.#told.example;
      void this.#use();
    });
  }

  get #figure(): FigureElement {
    return this.closest<FigureElement>("x-figure")!;
  }

  get #text(): HTMLTextAreaElement {
    return this.querySelector("textarea")!;
  }

  get #keep(): HTMLInputElement {
    return this.querySelector<HTMLInputElement>('input[type="checkbox"]')!;
  }

  get #key(): string {
    return `own/${location.pathname}/${this.#figure.id}`;
  }

  #changed = async ({ target }: Event): Promise<void> => {
    const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
    if (!file) return;
    try {
      // The size is known before a byte is read.
      sized(file.size);
      this.#text.value = decoded(new Uint8Array(await file.arrayBuffer()));
      this.#tell([]);
      this.#choices();
    } catch (error) {
      this.#tell(problems(error));
    }
  };

  /** The columns that there are, to choose from; a table that cannot be read has none. */
  #choices(): void {
    let names: string[] = [];
    try {
      names = grid(this.#text.value).names;
    } catch (error) {
      problems(error);
    }
    for (const select of this.querySelectorAll("select")) {
      const { value } = select;
      select.replaceChildren(select.options[0]!, ...names.map((name) => element("option", { value: name }, name)));
      select.value = names.includes(value) ? value : "";
    }
  }

  async #use(): Promise<void> {
    const figure = this.#figure;
    const own = (await figure.kind?.own?.()) as OwnKind<Data> | undefined;
    if (!own) return;
    const asked: Names = Object.fromEntries([...this.querySelectorAll("select")].map(({ name, value }) => [name.replace("column-", ""), value]));
    const text = this.#text.value;
    try {
      const data = read(own, this.#told, text, asked);
      this.#tell([]);
      kept(this.#key, this.#keep.checked ? text : null);
      this.#show(own, data, grid(text).body.length);
    } catch (error) {
      this.#tell(problems(error));
    }
  }

  #show(own: OwnKind<Data>, data: Data, rows: number): void {
    const figure = this.#figure;
    const { params, numbers, unlinked } = this.#told;
    const there = params.map((param) => ({ ...param, ...laddered(param, data) }));
    const fit = (asked: State) => fitted(there, asked, data);
    this.#undress();
    this.#dress(rows);
    figure.use({
      kind: drawn(own.picture) as unknown as Kind,
      data,
      params: there,
      state: fit({ ...figure.state, ...data.begin }),
      fit,
      table: (state) => tableOf(numbers, own.table(state, data)),
      unlinked,
    });
    const { top } = figure.getBoundingClientRect();
    if (top < 0) figure.scrollIntoView();
  }

  /** Other controls, and a line that says whose data these are; the task is of the essay's. */
  #dress(rows: number): void {
    const figure = this.#figure;
    const { shown, about, back } = this.#told;
    const button = element("button", { type: "button", class: "button-text" }, back);
    button.addEventListener("click", () => {
      this.#undress();
      figure.use(null);
      this.#text.focus();
    });
    this.#note = element("p", {}, element("strong", {}, shown.replace("%s", String(rows))), ` ${about} `, button);
    figure.querySelector(".say")!.before(this.#note);
    const own = element("form", { class: "controls", autocomplete: "off" }, this.querySelector("template")!.content.cloneNode(true));
    const essays = figure.querySelector("form.controls");
    if (essays) this.#controls = [essays, own];
    if (essays) essays.replaceWith(own);
    else this.#note.before(own);
    this.#rest(true);
  }

  #undress(): void {
    this.#note?.remove();
    const [essays, own] = this.#controls ?? [];
    if (essays) own!.replaceWith(essays);
    this.#note = this.#controls = null;
    this.#rest(false);
  }

  #rest(away: boolean): void {
    for (const part of this.#figure.querySelectorAll<HTMLElement>(".task, [data-goal]")) part.hidden = away;
  }

  #tell(faults: string[]): void {
    this.querySelector(".errors")?.remove();
    this.#text.toggleAttribute("aria-invalid", false);
    if (!faults.length) return;
    this.#text.setAttribute("aria-invalid", "true");
    const list = element("ul", {}, ...faults.map((fault) => element("li", {}, fault)));
    const box = element("div", { class: "errors", role: "alert", tabindex: "-1" }, element("p", {}, this.#told.refused), list);
    this.querySelector("form")!.before(box);
    box.focus();
  }
}

/** What is wrong with a table, or a fault of ours, which is no table's. */
function problems(error: unknown): string[] {
  if (error instanceof Refused) return error.problems;
  throw error;
}

/** Each parameter's value that is nearest to what is asked, which may be of the essay's scale. */
function fitted(params: Known[], asked: State, { begin }: Data): State {
  const state: Record<string, string | number> = {};
  for (const { name, ladder, choices, bounds, default: usual } of params) {
    const value = asked[name] ?? begin[name] ?? usual;
    if (choices) state[name] = choices.includes(String(value)) ? String(value) : usual;
    else if (ladder) state[name] = ladder[nearestIndex(ladder, Number(value))]!;
    else state[name] = Math.min(Math.max(Math.round(Number(value)), bounds![0]), bounds![1]);
  }
  return state;
}

customElements.define("own-data", OwnDataElement);
