// A link beside a paragraph that leads to "Suggest an edit" for it: one beside what is pointed at or selected, or one beside
// each. Fetched by the first who asks. The page says nothing of lines: the list of blocks does, and each is found by its words.

interface Block {
  at: number;
  kind: string;
  of?: string;
  mark?: number;
}

const WORDS = "h2, h3, h4, p, li, .table-scroll, .equation";
// Out of the flow, so that nothing moves; beside the text where there is room, else on its lower right corner.
const STYLE = `
[data-at] { position: relative; }
.edit-link { position: absolute; right: -8px; bottom: -14px; z-index: 1; min-width: 24px; min-height: 24px; padding: 0 4px;
  font: 400 13px/24px var(--sans); color: var(--touch); background: var(--paper); border-radius: 6px; text-decoration: none;
  white-space: nowrap; text-align: center; }
.edit-link:hover, .edit-link:focus-visible { text-decoration: underline; }
.edit-link > span { display: none; }
.selected > .edit-link { bottom: -24px; border: 1px solid var(--touch); padding: 0 8px; }
.selected > .edit-link > span { display: inline; }
@media (min-width: 1000px) {
  .edit-link { right: auto; left: 100%; bottom: auto; top: 0; padding: 0 8px; background: none; }
  .edit-link > span { display: inline; }
  .scrolly .edit-link > span, .figure .edit-link > span { display: none; }
  .figure .edit-link { left: calc(100% - 3px); padding: 0; }
  .selected > .edit-link { bottom: auto; background: var(--paper); }
}
.scrolly .edit-link { z-index: auto; }
.table-scroll > .edit-link, .equation > .edit-link { left: auto; right: 0; top: auto; bottom: 0; background: var(--paper); }
@media print { .edit-link { display: none; } }`;

/** The 32-bit FNV-1a hash of the words without their spaces: the server's `fingerprint`. */
export function fingerprint(words: string): number {
  const text = words.replace(/\s+/g, "");
  let found = 2166136261;
  for (let index = 0; index < text.length; index++) found = Math.imul(found ^ text.charCodeAt(index), 16777619);
  return found >>> 0;
}

/** Writes into the page which line each of its blocks comes from; of two with the same words the first is the first. */
function place(article: Element, blocks: Block[]): void {
  const waiting = new Map<number, HTMLElement[]>();
  for (const element of article.querySelectorAll<HTMLElement>(WORDS)) {
    if (element.closest(".figure, .item:not(.explain), .self-check, .essay-foot, header")) continue;
    const words = element.textContent ?? "";
    const mark = fingerprint(words.replace(element.querySelector("caption")?.textContent ?? "", ""));
    waiting.set(mark, [...(waiting.get(mark) ?? []), element]);
  }
  for (const block of blocks) {
    const part = block.kind === "caption" ? ".caption > p" : block.kind === "task" ? ".task" : "";
    const found = block.of ? part && document.getElementById(block.of)?.querySelector<HTMLElement>(part) : waiting.get(block.mark ?? -1)?.shift();
    if (found) found.dataset.at = String(block.at);
  }
}

function show(element: HTMLElement, address: string, words: string): void {
  if (element.querySelector(":scope > .edit-link")) return;
  const link = document.createElement("a");
  link.className = "edit-link";
  link.href = `${address}?at=${element.dataset.at}`;
  link.setAttribute("aria-label", words);
  link.title = words;
  const text = document.createElement("span");
  text.textContent = words;
  link.append("✎ ", text);
  element.append(link);
}

/** Begins to offer links. `ask` is the page's own link to suggestions; a switch for all links comes after it. */
export async function offer(article: HTMLElement, ask: HTMLAnchorElement, toggle: HTMLButtonElement): Promise<void> {
  const address = ask.href;
  const words = ask.textContent ?? "";
  const answer = await fetch(address.replace(/suggest$/, "blocks.json"));
  if (!answer.ok) return;
  place(article, ((await answer.json()) as { blocks: Block[] }).blocks);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

  const every = () => toggle.getAttribute("aria-pressed") === "true";
  let pointed: HTMLElement | null = null;
  let chosen: HTMLElement | null = null;
  const hide = (element: HTMLElement | null) => {
    if (element && !every() && element !== pointed && element !== chosen) element.querySelector(":scope > .edit-link")?.remove();
  };
  const blockOf = (node: Node | null) => (node instanceof Element ? node : node?.parentElement)?.closest<HTMLElement>("[data-at]") ?? null;
  const point = (element: HTMLElement | null) => {
    if (element === pointed) return;
    const before = pointed;
    pointed = element;
    hide(before);
    if (element) show(element, address, words);
  };
  const choose = () => {
    const selection = getSelection();
    const element = selection && !selection.isCollapsed ? blockOf(selection.anchorNode) : null;
    if (element === chosen) return;
    const before = chosen;
    chosen = element && article.contains(element) ? element : null;
    before?.classList.remove("selected");
    hide(before);
    if (!chosen) return;
    chosen.classList.add("selected");
    show(chosen, address, words);
  };
  const all = () => {
    for (const element of article.querySelectorAll<HTMLElement>("[data-at]")) {
      if (every()) show(element, address, words);
      else hide(element);
    }
  };
  article.addEventListener("pointerover", (event) => event.pointerType === "mouse" && point(blockOf(event.target as Node)));
  article.addEventListener("pointerleave", () => point(null));
  document.addEventListener("selectionchange", choose);
  toggle.addEventListener("click", all);
  all();
  choose();
  // Who waited with the pointer on a paragraph does not enter it again.
  if (matchMedia("(hover: hover)").matches) point(blockOf([...article.querySelectorAll(":hover")].at(-1) ?? null));
}
