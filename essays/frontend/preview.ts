// The authoring preview: renews itself when a file is saved, follows the figures of the framed page, copies what they show.
// Without it every part is there by its address; this only spares the author the way.
import type { State } from "@kit/drawn.ts";
import type { FigureElement } from "@kit/host.ts";

const root = document.querySelector<HTMLElement>("[data-preview]");
const frame = document.querySelector<HTMLIFrameElement>(".workshop-page > iframe");
const EVERY = 2000;
const SETTLED = 350;

/** Where a reader of the framed page is: the last named place above the middle, and how far away it is. */
function placeIn(page: Document): { id: string; top: number } | null {
  let found: { id: string; top: number } | null = null;
  for (const place of page.querySelectorAll<HTMLElement>("main [id]:not(svg *)")) {
    const { top, height } = place.getBoundingClientRect();
    if (!height) continue;
    if (top > 120 && found) break;
    found = { id: place.id, top };
  }
  return found;
}

function renew(window: Window): void {
  const at = placeIn(window.document);
  const { scrollY } = window;
  frame!.addEventListener(
    "load",
    () => {
      const page = frame!.contentWindow!;
      const back = () => {
        const place = at && page.document.getElementById(at.id);
        if (place) page.scrollBy({ top: place.getBoundingClientRect().top - at.top, behavior: "instant" });
        else page.scrollTo({ top: scrollY, behavior: "instant" });
      };
      back();
      // Once more when fonts and figures have taken their places.
      setTimeout(back, SETTLED);
    },
    { once: true },
  );
  window.location.reload();
}

/** A state as the server prints it. */
function spaced(state: State): string {
  const pairs = Object.entries(state).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{${pairs.join(", ")}}`;
}

/** The same page as the server has it now; its parts take the place of those that are here. */
async function fetched(address: string): Promise<Document | null> {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}

function take(page: Document, id: string): void {
  const [old, now] = [document.getElementById(id), page.getElementById(id)];
  if (!old || !now) return;
  const { scrollTop } = old.querySelector(".source") ?? old;
  old.replaceChildren(...now.childNodes);
  old.querySelector(".source")?.scrollTo(0, scrollTop);
}

/** Asks every two seconds, while somebody looks, whether a file was saved. */
function watch(home: string, status: HTMLElement): void {
  let asking = false;
  const ask = async () => {
    if (asking || document.visibilityState !== "visible") return;
    asking = true;
    const answer = await fetch(`${home}/digest`).catch(() => null);
    const { digest } = answer?.ok ? ((await answer.json()) as { digest: string }) : { digest: "" };
    if (!digest) status.textContent = root!.dataset.away!;
    else if (digest !== root!.dataset.digest) {
      const page = await fetched(location.href);
      if (page) {
        root!.dataset.digest = page.querySelector<HTMLElement>("[data-preview]")?.dataset.digest ?? digest;
        for (const part of document.querySelectorAll("[data-fresh]")) take(page, part.id);
        if (frame?.contentWindow) renew(frame.contentWindow);
        status.textContent = root!.dataset.renewed!;
      }
    } else if (status.textContent === root!.dataset.away) status.textContent = "";
    asking = false;
  };
  setInterval(() => void ask(), EVERY);
  document.addEventListener("visibilitychange", () => void ask());
}

/** Lines and files are shown without loading the framed page again. */
function openSources(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-source]") : null;
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    void (async () => {
      const page = await fetched(link.href);
      if (page) take(page, "source");
      else location.assign(link.href);
      history.replaceState(null, "", link.href);
      for (const line of document.querySelectorAll(".line-shown")) line.classList.remove("line-shown");
      const target = document.getElementById(link.hash.slice(1));
      target?.classList.add("line-shown");
      target?.scrollIntoView({ block: target.matches(".line") ? "center" : "start" });
      document.querySelector<HTMLElement>(".source")?.focus({ preventScroll: true });
    })();
  });
}

/** The figure that the author has before them, and what may be copied of it. */
class Inspector {
  #home: string;
  #choice: HTMLSelectElement;
  #shown: HTMLElement;
  #timer = 0;
  #latest = "";
  #coming: Promise<void> = Promise.resolve();

  constructor(home: string, choice: HTMLSelectElement, shown: HTMLElement) {
    this.#home = home;
    this.#choice = choice;
    this.#shown = shown;
    choice.addEventListener("change", () => this.follow(true));
    const status = document.querySelector<HTMLElement>("[data-taken]")!;
    for (const button of document.querySelectorAll<HTMLButtonElement>("[data-take]")) {
      button.addEventListener("click", () => void this.#copy(`part-${button.dataset.take}`, status));
    }
  }

  get #page(): Document | null {
    return frame?.contentDocument ?? null;
  }

  /** Hear the figures of the page that is in the frame now. */
  hear(): void {
    const page = this.#page;
    if (!page) return;
    page.addEventListener("figure:state", ({ target }) => {
      const { id } = target as HTMLElement;
      if (!this.#choice.value || this.#choice.value === id) this.#tell(target as FigureElement);
    });
    let waiting = false;
    page.addEventListener(
      "scroll",
      () => {
        if (waiting) return;
        waiting = true;
        setTimeout(() => {
          waiting = false;
          this.follow();
        }, SETTLED);
      },
      { passive: true },
    );
    this.follow();
  }

  /** The chosen figure, or the one nearest to the middle of the view. */
  follow(bring = false): void {
    const page = this.#page;
    if (!page) return;
    const figures = [...page.querySelectorAll<FigureElement>("x-figure")];
    const middle = frame!.clientHeight / 2;
    const away = (figure: Element) => {
      const { top, bottom } = figure.getBoundingClientRect();
      return Math.abs((top + bottom) / 2 - middle);
    };
    const near = figures.sort((a, b) => away(a) - away(b))[0];
    const figure = this.#choice.value ? figures.find(({ id }) => id === this.#choice.value) : near;
    if (!figure) return;
    if (bring && this.#choice.value) figure.scrollIntoView({ block: "center" });
    this.#tell(figure);
  }

  #tell(figure: FigureElement): void {
    const query = new URLSearchParams({ fig: figure.id });
    const view = new URLSearchParams(location.search).get("view");
    if (view) query.set("view", view);
    // Where no script runs the figure is an element without a state: the server knows the one that it drew.
    for (const [name, value] of Object.entries(figure.state ?? {})) query.set(name, String(value));
    if (this.#latest === query.toString()) return;
    this.#latest = query.toString();
    const told = this.#shown.querySelector("#part-state");
    if (told && figure.state) told.textContent = spaced(figure.state);
    clearTimeout(this.#timer);
    this.#coming = new Promise((done) => {
      this.#timer = window.setTimeout(() => void this.#fetch(query.toString()).then(done), SETTLED);
    });
  }

  async #fetch(query: string): Promise<void> {
    const page = await fetched(`${this.#home}/inspector?${query}`);
    if (page && query === this.#latest) this.#shown.replaceChildren(...page.body.childNodes);
  }

  async #copy(part: string, status: HTMLElement): Promise<void> {
    status.textContent = "";
    await Promise.race([this.#coming, new Promise((done) => setTimeout(done, 4 * SETTLED))]);
    const source = document.getElementById(part);
    const text = source?.textContent ?? "";
    if (!source || !text) return;
    const address = part === "part-address" ? new URL(text, location.origin).href : text;
    try {
      await navigator.clipboard.writeText(address);
      status.textContent = `${root!.dataset.copied} ${text.split("\n")[0]}`;
    } catch {
      source.closest("details")?.setAttribute("open", "");
      getSelection()?.selectAllChildren(source);
      status.textContent = root!.dataset.select!;
    }
  }
}

if (root && frame) {
  const home = root.dataset.preview!;
  watch(home, document.querySelector<HTMLElement>("[data-live-status]")!);
  openSources();
  const choice = document.querySelector<HTMLSelectElement>("#inspect");
  if (choice) {
    const inspector = new Inspector(home, choice, document.querySelector<HTMLElement>("#inspected")!);
    frame.addEventListener("load", () => inspector.hear());
    if (frame.contentDocument?.readyState === "complete") inspector.hear();
  }
}
