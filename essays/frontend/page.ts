// An essay's page beyond its figures: how far the reader came, how deep they like it, controls in the text, and words and
// sources at hand. Everything here is a convenience: without it the links lead to the same places.
// The type alone: the host is then a part of its own module, and not another file to fetch.
import type { FigureElement } from "@kit/host.ts";

const article = document.querySelector<HTMLElement>("[data-essay]");
const slug = article?.dataset.essay ?? "";

/** What a browser that keeps nothing (private, full, forbidden) makes of it: nothing. */
const kept = {
  get: (name: string): string | null => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set: (name: string, value: string): void => {
    try {
      localStorage.setItem(name, value);
    } catch {
      return;
    }
  },
};

/** Notes the farthest mark that was in the middle of the view, at most once in five seconds and when the page is left. */
function noteReading(marks: Element[]): void {
  let furthest = 0;
  let mark = "";
  let sent = 0;
  let timer = 0;
  const send = () => {
    clearTimeout(timer);
    timer = 0;
    // The first mark is met by opening the page: whoever leaves there has not begun.
    if (furthest < 2 || furthest === sent) return;
    sent = furthest;
    const body = new URLSearchParams({ mark });
    void fetch(`/e/${slug}/reading`, { method: "POST", body, keepalive: true, credentials: "same-origin" }).catch(() => undefined);
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        const number = Number((target as HTMLElement).dataset.mark);
        if (!isIntersecting || number <= furthest) continue;
        furthest = number;
        // By name: a version that came since has other numbers. The foot is named by its heading.
        mark = target.id || (target.getAttribute("aria-labelledby") ?? "");
      }
      if (!timer && furthest > sent) timer = window.setTimeout(send, 5000);
    },
    { rootMargin: "-30% 0px -30% 0px" },
  );
  for (const mark of marks) observer.observe(mark);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
}

/** The depth that a reader opens is opened everywhere, now and next time. */
function followDepth(): void {
  const blocks = [...document.querySelectorAll<HTMLDetailsElement>("details.depth")];
  const open = (level: string) => {
    for (const group of document.querySelectorAll(".depths")) {
      const own = [...group.querySelectorAll<HTMLDetailsElement>("details.depth")];
      if (own.some((block) => block.dataset.depth === level)) for (const block of own) block.open = block.dataset.depth === level;
    }
  };
  const liked = kept.get("depth");
  if (liked) open(liked);
  for (const block of blocks) {
    block.querySelector("summary")?.addEventListener("click", () => {
      if (!block.open) kept.set("depth", block.dataset.depth ?? "intro");
    });
  }
}

/** A control in the text puts its figure into a state, and brings it into view when it is not. */
function control(link: HTMLAnchorElement): boolean {
  const figure = document.querySelector<FigureElement>(`x-figure#${link.dataset.figure}:defined`);
  if (!figure) return false;
  const values: Record<string, string | number> = {};
  for (const [name, value] of new URLSearchParams(link.dataset.set)) {
    const numeric = figure.params.some((param) => param.name === name && !param.choices);
    values[name] = numeric ? Number(value) : value;
  }
  figure.change(values);
  const { top, bottom } = figure.getBoundingClientRect();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (bottom < 80 || top > innerHeight - 80) figure.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  return true;
}

/** A word's meaning or a source beside the link that leads to it. Escape or leaving closes it. */
function showAtHand(): void {
  const note = document.createElement("div");
  if (!("popover" in note)) return;
  note.popover = "manual";
  note.className = "at-hand";
  note.setAttribute("aria-hidden", "true");
  document.body.append(note);
  const show = (link: HTMLAnchorElement) => {
    const target = document.getElementById(link.hash.slice(1));
    const meaning = target?.matches("dt") ? target.nextElementSibling : target;
    if (!meaning) return;
    note.replaceChildren(...[...meaning.childNodes].map((child) => child.cloneNode(true)));
    note.showPopover();
    const at = link.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, innerWidth - note.offsetWidth - 8));
    const below = at.bottom + note.offsetHeight + 12 < innerHeight;
    note.style.left = `${left}px`;
    note.style.top = `${below ? at.bottom + 6 : at.top - note.offsetHeight - 6}px`;
  };
  const hide = () => note.matches(":popover-open") && note.hidePopover();
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a.term, a.cite")) {
    link.addEventListener("pointerenter", () => show(link));
    link.addEventListener("focus", () => show(link));
    link.addEventListener("pointerleave", hide);
    link.addEventListener("blur", hide);
  }
  addEventListener("scroll", hide, { passive: true });
  addEventListener("keydown", ({ key }) => key === "Escape" && hide());
}

/** What the reader writes for themselves stays in this browser. */
function keepWords(): void {
  for (const box of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-keep]")) {
    const name = `words/${slug}/${box.dataset.keep}`;
    box.value = kept.get(name) ?? "";
    box.addEventListener("change", () => kept.set(name, box.value));
  }
}

/** Links to "Suggest an edit" beside the text. Their module is fetched by whoever asks for them, rests on a paragraph or selects words. */
function offerEdits(article: HTMLElement): void {
  const ask = document.querySelector<HTMLAnchorElement>("#edits");
  if (!ask) return;
  const toggle = document.createElement("button");
  toggle.className = "button-text";
  toggle.textContent = ask.dataset.all ?? "";
  toggle.setAttribute("aria-pressed", "false");
  ask.after(" · ", toggle);
  let asked = false;
  let rest = 0;
  const load = () => {
    clearTimeout(rest);
    if (asked) return;
    asked = true;
    void import("./edits.ts").then(({ offer }) => offer(article, ask, toggle));
  };
  toggle.addEventListener("click", () => {
    toggle.setAttribute("aria-pressed", String(toggle.getAttribute("aria-pressed") !== "true"));
    load();
  });
  article.addEventListener("pointermove", ({ pointerType }) => {
    clearTimeout(rest);
    if (!asked && pointerType === "mouse") rest = window.setTimeout(load, 800);
  });
  document.addEventListener("selectionchange", () => getSelection()?.isCollapsed === false && load());
}

if (article) {
  offerEdits(article);
  noteReading([...article.querySelectorAll("[data-mark]")]);
  followDepth();
  keepWords();
  showAtHand();
  article.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a.ctl") : null;
    if (link && !event.metaKey && !event.ctrlKey && control(link)) event.preventDefault();
  });
}
