// Puts a handle on the plot and keeps it and the two number inputs the same.
import { whenNear } from "@kit/near.ts";
import { isFrozen, mountStage, parsePlot, type Plot, read, said, snap, stepped, written } from "../../engine/stage.ts";

interface Data {
  plot: Plot;
  start: { x: number; y: number };
}

class PointOnPlot extends HTMLElement {
  connectedCallback(): void {
    whenNear(this, () => this.start());
  }

  private start(): void {
    const stage = this.querySelector<HTMLElement>(".stage");
    const inputs = { x: this.input("x"), y: this.input("y") };
    if (!stage || this.classList.contains("live")) return;
    this.classList.add("live");
    const { plot, start } = parsePlot<Data>(this);
    const present = () => ({
      x: snap(plot.x, read(inputs.x) ?? start.x),
      y: snap(plot.y, read(inputs.y) ?? start.y),
    });
    const put = (x: number, y: number) => {
      inputs.x.value = written(x);
      inputs.y.value = written(y);
      inputs.x.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const redraw = mountStage(stage, {
      plot,
      frozen: isFrozen(this),
      handles: () => {
        const { x, y } = present();
        const words = `${said(plot.x, x)}, ${said(plot.y, y)}`;
        return [{ id: "point", label: this.dataset.name ?? "", x, y, now: x, axis: plot.x, said: words }];
      },
      point: put,
      nudge: (_, right, up) => {
        const { x, y } = present();
        put(stepped(plot.x, x, right), stepped(plot.y, y, up));
      },
    });
    this.addEventListener("input", redraw);
  }

  private input(name: string): HTMLInputElement {
    return this.querySelector<HTMLInputElement>(`input[name="${name}"]`)!;
  }
}

customElements.define("x-point-on-plot", PointOnPlot);
