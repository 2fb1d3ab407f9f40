// The queue of drafts in this browser: an answer lies in localStorage until the server says that it has it.

export interface Kept {
  revision: number;
  seen: number;
  writer: string;
  fields: Record<string, string>;
}

export type Told =
  | { kind: "saved"; revision: number; savedAt: string; state: string; problem: string }
  | { kind: "conflict" | "refused"; sentence: string }
  | { kind: "over" | "signed-out" | "away" };

const PREFIX = "overlook:draft:";
const SECONDS = 12;

export class Drafts {
  /** `address` is the API's address of any question's draft of this attempt; the number at its end is replaced. */
  constructor(
    private readonly attempt: string,
    private readonly address: string,
    private readonly token: string,
  ) {}

  static forgetAll(attempt: string): void {
    for (const key of keys(`${PREFIX}${attempt}:`)) store((storage) => storage.removeItem(key));
  }

  keep(number: string, kept: Kept): void {
    store((storage) => storage.setItem(this.key(number), JSON.stringify(kept)));
    this.unstored = store((storage) => storage.getItem(this.key(number))) ? null : kept;
  }

  kept(number: string): Kept | null {
    const text = store((storage) => storage.getItem(this.key(number)));
    if (!text) return this.unstored;
    try {
      return JSON.parse(text) as Kept;
    } catch {
      return null;
    }
  }

  forget(number: string): void {
    this.unstored = null;
    store((storage) => storage.removeItem(this.key(number)));
  }

  /** The questions of this attempt that have something unsent. */
  numbers(): string[] {
    return keys(`${PREFIX}${this.attempt}:`).map((key) => key.split(":").at(-1)!);
  }

  /** Send one; what the server has is forgotten here, unless something newer was kept meanwhile. */
  async send(number: string, kept: Kept): Promise<Told> {
    const body = JSON.stringify({ answer: kept.fields, revision: kept.revision, seen: kept.seen, writer: kept.writer });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.token };
    let answer: Response;
    let said: Record<string, unknown>;
    try {
      const signal = AbortSignal.timeout(SECONDS * 1000);
      answer = await fetch(this.at(number), { method: "PUT", body, headers, signal, keepalive: true });
      said = (await answer.json()) as Record<string, unknown>;
    } catch {
      return { kind: "away" };
    }
    if (answer.ok) {
      if (this.kept(number)?.revision === kept.revision) this.forget(number);
      return { kind: "saved", revision: Number(said.revision), savedAt: String(said.saved_at), state: String(said.state), problem: String(said.problem ?? "") };
    }
    if (answer.status === 409) return said.code === "draft-conflict" ? { kind: "conflict", sentence: String(said.title) } : { kind: "over" };
    if (answer.status === 401 || answer.status === 403) return { kind: "signed-out" };
    if (answer.status === 422 || answer.status === 413) return { kind: "refused", sentence: String(said.title) };
    return { kind: answer.status === 404 ? "over" : "away" };
  }

  /** Send what other questions have left here; how many are still unsent. A conflict waits for its own page. */
  async sendOthers(but: string): Promise<number> {
    let left = 0;
    for (const number of this.numbers()) {
      const kept = number === but ? null : this.kept(number);
      if (!kept) continue;
      const told = await this.send(number, kept);
      if (told.kind !== "saved") left += 1;
    }
    return left;
  }

  async storedRevision(number: string): Promise<number | null> {
    try {
      const answer = await fetch(this.at(number));
      if (answer.status === 404) return 0;
      return answer.ok ? Number(((await answer.json()) as Record<string, unknown>).revision) : null;
    } catch {
      return null;
    }
  }

  // Where there is no storage (a private window), what is on the page is all there is.
  private unstored: Kept | null = null;

  private key(number: string): string {
    return `${PREFIX}${this.attempt}:${number}`;
  }

  private at(number: string): string {
    return this.address.replace(/\d+$/, number);
  }
}

function store<T>(act: (storage: Storage) => T): T | null {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}

function keys(prefix: string): string[] {
  return store((storage) => Object.keys(storage).filter((key) => key.startsWith(prefix))) ?? [];
}
