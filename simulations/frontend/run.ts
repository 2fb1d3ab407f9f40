// The pages of runs and results: the picture at the page's own width, and a run that settles as its seeds arrive.
//
// The server draws; this module asks for the changed part whenever the run has moved on, by server-sent events while they
// come and by polling otherwise, and lets the curves glide to their new places.
const ENDED = ["done", "failed", "cancelled"];
const POLL_MS = 1500;
const GLIDE_MS = 350;

interface Progress {
  status: string;
  seq: number;
}

class RunView {
  private seq = -1;
  private busy = false;
  private again = false;
  private ended = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly live: HTMLElement,
    private readonly status: HTMLElement,
  ) {}

  start(): void {
    this.seq = Number(this.state.dataset.seq);
    this.ended = ENDED.includes(this.state.dataset.state ?? "");
    void this.refresh();
    onWidthChange(this.live, () => void this.refresh());
    if (!this.ended) this.listen();
  }

  private get state(): HTMLElement {
    return this.live.querySelector<HTMLElement>("[data-state]")!;
  }

  private listen(): void {
    const source = new EventSource(this.root.dataset.events!);
    source.addEventListener("snapshot", (event) => this.hear(JSON.parse(event.data) as Progress));
    for (const end of ENDED) source.addEventListener(end, () => source.close());
    // After an answer other than 200 the browser does not try again by itself.
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED && !this.ended) void this.poll();
    });
  }

  private async poll(): Promise<void> {
    while (!this.ended) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      const answer = await fetch(`${this.root.dataset.poll}&after=${this.seq}`).catch(() => null);
      if (answer?.status === 404) return;
      if (answer?.ok) this.hear((await answer.json()) as Progress);
    }
  }

  private hear(progress: Progress): void {
    if (ENDED.includes(progress.status)) this.ended = true;
    if (progress.seq > this.seq) void this.refresh();
  }

  /** Fetch the changed part; what is heard meanwhile is fetched once, afterwards. */
  private async refresh(): Promise<void> {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    do {
      this.again = false;
      const query = new URLSearchParams({ width: width(this.live), domains: this.state.dataset.domains ?? "" });
      const answer = await fetch(`${this.root.dataset.url}?${query}`).catch(() => null);
      if (answer?.ok) this.show(await answer.text());
    } while (this.again);
    this.busy = false;
  }

  private show(html: string): void {
    const before = this.state.dataset.state;
    const open = [...this.live.querySelectorAll("details")].map((details) => details.open);
    const focused = this.live.contains(document.activeElement);
    const old = paths(this.live);
    this.live.innerHTML = html;
    glide(this.live, old);
    this.live.querySelectorAll("details").forEach((details, index) => (details.open = open[index] ?? false));
    if (focused) this.live.querySelector<HTMLElement>("button, a")?.focus();
    this.seq = Number(this.state.dataset.seq);
    // Announced when the state changes, not with every seed.
    if (this.state.dataset.state !== before) this.status.textContent = this.state.dataset.sentence ?? "";
    else if (!ENDED.includes(before ?? "")) this.status.setAttribute("aria-live", "off");
    if (ENDED.includes(this.state.dataset.state ?? "")) this.ended = true;
  }
}

/** The width that a picture has here. */
function width(root: HTMLElement): string {
  const stage = root.querySelector(".stage");
  return String(Math.floor(stage?.getBoundingClientRect().width ?? 560));
}

function onWidthChange(root: HTMLElement, redraw: () => void): void {
  let last = width(root);
  let waiting = 0;
  new ResizeObserver(() => {
    if (width(root) === last) return;
    last = width(root);
    window.clearTimeout(waiting);
    waiting = window.setTimeout(redraw, 150);
  }).observe(root);
}

function paths(root: HTMLElement): Map<string, string> {
  const found = new Map<string, string>();
  for (const figure of root.querySelectorAll<HTMLElement>("[data-panel]")) {
    figure.querySelectorAll("path").forEach((path, index) => {
      found.set(`${figure.dataset.panel} ${index} ${path.getAttribute("class")}`, path.getAttribute("d") ?? "");
    });
  }
  return found;
}

/** Let each path go from where it was to where it is, when both have the same points. */
function glide(root: HTMLElement, old: Map<string, string>): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  for (const figure of root.querySelectorAll<HTMLElement>("[data-panel]")) {
    figure.querySelectorAll("path").forEach((path, index) => {
      const from = old.get(`${figure.dataset.panel} ${index} ${path.getAttribute("class")}`);
      if (from) glideOne(path, from);
    });
  }
}

const NUMBER = /-?(?:\d+\.?\d*|\.\d+)/g;

/** A path without its numbers, and without the spaces that depend on their signs. */
function form(path: string): string {
  return path.replace(NUMBER, "#").replaceAll(" ", "");
}

function glideOne(path: SVGPathElement, from: string): void {
  const to = path.getAttribute("d") ?? "";
  if (from === to || form(from) !== form(to)) return;
  const starts = from.match(NUMBER)!.map(Number);
  const ends = to.match(NUMBER)!.map(Number);
  const began = performance.now();
  const frame = (time: number) => {
    const share = Math.min(1, Math.max(0, (time - began) / GLIDE_MS));
    const eased = share * share * (3 - 2 * share);
    let index = -1;
    const between = () => {
      index += 1;
      return ` ${Math.round((starts[index]! + (ends[index]! - starts[index]!) * eased) * 100) / 100}`;
    };
    path.setAttribute("d", share < 1 ? to.replace(NUMBER, between) : to);
    if (share < 1 && path.isConnected) requestAnimationFrame(frame);
  };
  path.setAttribute("d", from);
  requestAnimationFrame(frame);
}

/** A result does not change, but the page's width does. */
function pictures(root: HTMLElement): void {
  const redraw = async () => {
    const address = new URL(root.dataset.url!, location.href);
    address.searchParams.set("width", width(root));
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) return;
    const open = [...root.querySelectorAll("details")].map((details) => details.open);
    root.innerHTML = await answer.text();
    root.querySelectorAll("details").forEach((details, index) => (details.open = open[index] ?? false));
  };
  void redraw();
  onWidthChange(root, () => void redraw());
}

for (const root of document.querySelectorAll<HTMLElement>("[data-run]")) {
  const live = root.querySelector<HTMLElement>("[data-live]");
  const status = root.querySelector<HTMLElement>("[data-status]");
  if (live && status) new RunView(root, live, status).start();
}
for (const root of document.querySelectorAll<HTMLElement>("[data-picture]")) pictures(root);
