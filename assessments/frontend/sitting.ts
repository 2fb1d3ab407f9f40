// A sitting: saves what is written while it is written, keeps it in this browser until the server has it, and shows the
// server's clock. Every form works without any of this; "saved" is said only when the server said so.
import { Clock } from "./sitting/clock.ts";
import { Drafts, type Kept } from "./sitting/drafts.ts";

const words = document.getElementById("sitting-words")?.dataset ?? {};
const form = document.querySelector<HTMLFormElement>("form.sitting");
const done = document.querySelector<HTMLElement>("[data-handed-in]");
const handIn = document.querySelector<HTMLFormElement>("form[data-submit]");

const DEBOUNCE = 700;
const PATIENCE = [2, 4, 8, 15, 30];
const BESIDE = new Set(["csrfmiddlewaretoken", "revision", "seen", "writer", "idempotency_key"]);

const fill = (text: string | undefined, values: Record<string, string>) =>
  (text ?? "").replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");

function fieldsOf(form: HTMLFormElement): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (!BESIDE.has(name) && typeof value === "string") found[name] = value;
  return found;
}

function putFields(form: HTMLFormElement, fields: Record<string, string>): void {
  for (const element of form.elements) {
    if (element instanceof HTMLInputElement && (element.type === "radio" || element.type === "checkbox"))
      element.checked = fields[element.name] === element.value;
    else if ((element instanceof HTMLInputElement && !BESIDE.has(element.name)) || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement)
      if (element.name in fields) element.value = fields[element.name]!;
  }
}

/** The page of one question. */
class Writing {
  private readonly writer = crypto.randomUUID();
  private readonly state: HTMLElement;
  private readonly drafts: Drafts;
  private readonly number: string;
  private revision: number;
  private seen: number;
  private timer = 0;
  private failures = 0;
  private sending: Promise<void> | null = null;

  constructor(private readonly form: HTMLFormElement) {
    this.state = form.querySelector<HTMLElement>("[data-state]")!;
    this.number = form.dataset.number!;
    this.drafts = new Drafts(form.dataset.attempt!, form.dataset.draft!, this.input("csrfmiddlewaretoken").value);
    this.seen = Number(this.input("seen").value);
    this.revision = this.seen;
    this.input("writer").value = this.writer;
    const kept = this.drafts.kept(this.number);
    if (new URLSearchParams(location.search).has("try")) this.drafts.forget(this.number);
    else if (kept) this.restore(kept);
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.leaving(event));
    addEventListener("online", () => void this.flush());
    addEventListener("pagehide", () => void this.flush());
    document.addEventListener("visibilitychange", () => void (document.visibilityState === "hidden" && this.flush()));
    void this.drafts.sendOthers(this.number);
  }

  private input(name: string): HTMLInputElement {
    return this.form.elements.namedItem(name) as HTMLInputElement;
  }

  private say(text: string | undefined, tone = ""): void {
    this.state.textContent = text ?? "";
    this.state.dataset.tone = tone;
  }

  /** What an earlier visit could not send is put back before the question's own script takes hold of its inputs. */
  private restore(kept: Kept): void {
    putFields(this.form, kept.fields);
    this.revision = Math.max(this.revision, kept.revision);
    this.input("revision").value = String(this.revision + 1);
    void this.flush();
  }

  private changed(): void {
    this.revision += 1;
    const kept = { revision: this.revision, seen: this.seen, writer: this.writer, fields: fieldsOf(this.form) };
    this.drafts.keep(this.number, kept);
    this.input("revision").value = String(this.revision + 1);
    this.say(words.saving);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), DEBOUNCE);
  }

  private leaving(event: SubmitEvent): void {
    if (navigator.onLine) {
      clearTimeout(this.timer);
      return;
    }
    event.preventDefault();
    this.say(words.stay, "warn");
  }

  /** Send what is kept, one after the other, until the server has the newest. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.sending ??= this.send().finally(() => (this.sending = null));
    return this.sending;
  }

  private async send(): Promise<void> {
    for (let kept = this.drafts.kept(this.number); kept; kept = this.drafts.kept(this.number)) {
      const told = await this.drafts.send(this.number, kept);
      if (told.kind === "saved") {
        this.failures = 0;
        this.seen = told.revision;
        this.revision = Math.max(this.revision, told.revision);
        this.input("seen").value = String(this.seen);
        this.input("revision").value = String(this.revision + 1);
        const at = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "medium", timeZone: this.form.dataset.zone, hourCycle: "h23" });
        const values = { at: at.format(new Date(told.savedAt)), why: told.problem };
        this.mark(told.state);
        this.say(fill(told.problem ? words.unread : words.saved, values), told.problem ? "warn" : "good");
        continue;
      }
      if (told.kind === "conflict") this.conflict(told.sentence);
      else if (told.kind === "over") this.say(words.over, "bad");
      else if (told.kind === "signed-out") this.say(words.signedOut, "bad");
      else if (told.kind === "refused") this.say(fill(words.refused, { why: told.sentence }), "bad");
      else {
        this.say(words.offline, "warn");
        const wait = PATIENCE[Math.min(this.failures++, PATIENCE.length - 1)]!;
        this.timer = setTimeout(() => void this.flush(), wait * 1000);
      }
      return;
    }
  }

  /** The button of this question says how it stands, as it would after a reload. */
  private mark(state: string): void {
    const place = this.form.querySelector(".place[aria-current]");
    const said = place?.querySelector("[data-word]");
    if (!place || !said) return;
    place.className = `place place-${state}`;
    said.textContent = `, ${words[`is${state}`] ?? ""}`;
  }

  /** Two tabs wrote the same answer: say so, and let the learner choose. Nothing is lost before they do. */
  private conflict(sentence: string): void {
    const box = this.form.querySelector<HTMLElement>("[data-conflict]")!;
    const [mine, theirs] = (box.dataset.words ?? "").split("|");
    const text = document.createElement("p");
    text.textContent = sentence;
    const button = (label: string, act: () => void) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button-quiet";
      made.textContent = label;
      made.addEventListener("click", act);
      return made;
    };
    const row = document.createElement("p");
    row.className = "row";
    row.append(
      button(mine ?? "", () => void this.keepMine(box)),
      button(theirs ?? "", () => {
        this.drafts.forget(this.number);
        location.reload();
      }),
    );
    box.replaceChildren(text, row);
    box.hidden = false;
    this.say("");
  }

  private async keepMine(box: HTMLElement): Promise<void> {
    const stored = await this.drafts.storedRevision(this.number);
    if (stored === null) return;
    box.hidden = true;
    this.seen = stored;
    this.revision = Math.max(this.revision, stored);
    this.changed();
    await this.flush();
    this.state.tabIndex = -1;
    this.state.focus();
  }
}

const writing = form ? new Writing(form) : null;
if (done) Drafts.forgetAll(done.dataset.handedIn!);

handIn?.addEventListener("submit", (event) => {
  const waiting = new Drafts(handIn.dataset.attempt!, handIn.dataset.draft!, new FormData(handIn).get("csrfmiddlewaretoken") as string);
  const state = document.querySelector<HTMLElement>("[data-state]")!;
  if (!navigator.onLine) {
    event.preventDefault();
    state.textContent = words.stay ?? "";
  } else if (waiting.numbers().length) {
    event.preventDefault();
    state.textContent = words.waiting ?? "";
    void waiting.sendOthers("").then((left) => {
      if (left === 0) handIn.submit();
      else location.reload();
    });
  }
});

const face = document.querySelector<HTMLElement>("[data-clock]");
if (face) new Clock(face, async () => void (await writing?.flush()));
