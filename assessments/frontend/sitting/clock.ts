// The server's clock: counts down by its time, hears within eight seconds when somebody was given more, and hands in at
// the end. What it shows decides nothing.

const ASK_EVERY = 8000;
const TELL_AT = [600, 300, 60];

export class Clock {
  private now: number;
  private since = performance.now();
  private deadline: number | null;
  private told: number;
  private ending = false;

  constructor(
    private readonly face: HTMLElement,
    private readonly save: () => Promise<void>,
  ) {
    this.now = Date.parse(face.dataset.now!);
    this.deadline = face.dataset.deadline ? Date.parse(face.dataset.deadline) : null;
    this.told = this.left;
    setInterval(() => void this.ask(), ASK_EVERY);
    setInterval(() => this.show(), 500);
    this.show();
  }

  private get left(): number {
    return this.deadline === null ? Infinity : (this.deadline - (this.now + performance.now() - this.since)) / 1000;
  }

  private part(name: string): HTMLElement | null {
    return this.face.querySelector(`[data-${name}]`);
  }

  private words(index: number, value: number): string {
    return (this.face.dataset.words ?? "").split("|")[index]!.replace(/\{\w+\}/, String(value));
  }

  private show(): void {
    const left = this.left;
    if (!Number.isFinite(left)) return;
    const shown = left > 120 ? this.words(0, Math.ceil(left / 60)) : this.words(1, Math.max(0, Math.ceil(left)));
    const part = this.part("left");
    if (part && part.textContent !== shown) part.textContent = shown;
    this.face.classList.toggle("clock-short", left < 60);
    const passed = TELL_AT.find((mark) => left <= mark && this.told > mark);
    if (passed) this.say(this.words(3, Math.round(passed / 60)));
    this.told = left;
    if (left <= 0 && !this.ending) void this.end();
  }

  private say(text: string): void {
    const said = this.part("said");
    if (said) said.textContent = text;
  }

  private async ask(): Promise<boolean> {
    try {
      const answer = await fetch(this.face.dataset.address!);
      if (!answer.ok) return false;
      const told = (await answer.json()) as { now: string; deadline: string | null; state: string };
      if (told.state !== "open") location.assign(this.face.dataset.home!);
      this.now = Date.parse(told.now);
      this.since = performance.now();
      const deadline = told.deadline ? Date.parse(told.deadline) : null;
      if (deadline !== this.deadline) this.moved(deadline);
      return true;
    } catch {
      return false;
    }
  }

  private moved(deadline: number | null): void {
    this.deadline = deadline;
    const until = this.part("until");
    if (until && deadline !== null) {
      const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "medium", timeZone: this.face.dataset.zone, hourCycle: "h23" });
      until.textContent = format.format(deadline);
      this.say(this.words(4, 0) + " " + until.textContent);
    }
    this.told = this.left;
  }

  /** At the end: ask once more, since somebody may have been given time; save; hand in; look at what came of it. */
  private async end(): Promise<void> {
    this.ending = true;
    await this.ask();
    if (this.left > 0) {
      this.ending = false;
      return;
    }
    this.say(this.words(2, 0));
    this.part("left")!.textContent = this.words(2, 0);
    await this.save();
    const body = new FormData();
    body.set("confirm", "yes");
    body.set("csrfmiddlewaretoken", document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
    try {
      await fetch(this.face.dataset.submit!, { method: "POST", body });
      location.assign(this.face.dataset.home!);
    } catch {
      setTimeout(() => (this.ending = false), 5000);
    }
  }
}
