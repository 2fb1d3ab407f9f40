// Puts the figure's own module over the server's picture and keeps it and the inputs the same. Whether the state is right
// is for the server to say.
import type { Kind, Mounted, Param, State } from "@kit/drawn.ts";
import { whenNear } from "@kit/near.ts";
import { nearestIndex } from "@kit/plot.ts";
import { isFrozen, read, written } from "../../engine/stage.ts";

interface Config {
  id: string;
  params: (Param & { start: string | number })[];
}

const QUIET = 600;

class SetTheFigure extends HTMLElement {
  #timer = 0;

  connectedCallback(): void {
    whenNear(this, () => void this.start());
  }

  private async start(): Promise<void> {
    const stage = this.querySelector<HTMLElement>(".stage");
    if (!stage || this.classList.contains("live") || isFrozen(this)) return;
    this.classList.add("live");
    const { id, params } = JSON.parse(this.dataset.config!) as Config;
    const { default: kind } = (await import(this.dataset.module!)) as { default: Kind };
    const field = (name: string) => this.querySelector<HTMLInputElement | HTMLSelectElement>(`[name="state-${name}"]`);
    const value = ({ name, ladder, start }: Config["params"][number]): string | number => {
      const input = field(name);
      if (!input) return start;
      if (!ladder) return input.value;
      return ladder[nearestIndex(ladder, read(input as HTMLInputElement) ?? Number(start))]!;
    };
    const get = (): State => Object.fromEntries(params.map((param) => [param.name, value(param)]));
    let mounted: Mounted | undefined;
    const show = () => {
      mounted?.update(get());
      const said = mounted?.describe(get()) ?? "";
      this.querySelector(".say")!.textContent = said;
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => (this.querySelector("[role=status]")!.textContent = said), QUIET);
    };
    const set = (change: State) => {
      for (const [name, to] of Object.entries(change)) {
        const input = field(name);
        if (input) input.value = typeof to === "number" ? written(to) : to;
      }
      this.dispatchEvent(new Event("input", { bubbles: true }));
    };
    let width = 0;
    new ResizeObserver(() => {
      const now = Math.round(stage.clientWidth);
      if (!now || now === width) return;
      width = now;
      mounted?.destroy();
      mounted = kind.mount({ root: stage, id, width, data: null, params, get, set });
      mounted.update(get());
    }).observe(stage);
    this.addEventListener("input", show);
  }
}

customElements.define("x-set-the-figure", SetTheFigure);
