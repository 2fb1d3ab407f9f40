// Puts a handle at every anchor and keeps them and the table of heights the same. A stroke across the plot draws.
import { whenNear } from "@kit/near.ts";
import { line } from "@kit/plot.ts";
import { anchor } from "../../engine/anchored.ts";

class DrawnCurve extends HTMLElement {
  connectedCallback(): void {
    whenNear(this, () => this.start());
  }

  private start(): void {
    const table = this.querySelector("details");
    if (table && !this.classList.contains("live") && !this.querySelector("[aria-invalid]")) table.open = false;
    anchor(this, ({ anchors }, heights, x, y) => [
      ["path", { class: "s1", d: line(anchors.map((at, index) => [x.at(at), y.at(heights[index]!)])) }],
    ]);
  }
}

customElements.define("x-drawn-curve", DrawnCurve);
