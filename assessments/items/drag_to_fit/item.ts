// Draws the line or the curve through its handles; `curve.py` is the same polynomial, and the one that counts.
import { whenNear } from "@kit/near.ts";
import { line, type Point } from "@kit/plot.ts";
import { anchor } from "../../engine/anchored.ts";

const PIECES = 60;

const height = (anchors: number[], heights: number[], x: number) =>
  anchors.reduce((sum, at, index) => {
    const weight = anchors.reduce((product, other) => (other === at ? product : (product * (x - other)) / (at - other)), 1);
    return sum + heights[index]! * weight;
  }, 0);

class DragToFit extends HTMLElement {
  connectedCallback(): void {
    whenNear(this, () => this.start());
  }

  private start(): void {
    anchor(this, ({ anchors, plot }, heights, x, y) => {
      const pieces = Array.from({ length: PIECES + 1 }, (_, index): Point => {
        const at = plot.x.minimum + ((plot.x.maximum - plot.x.minimum) * index) / PIECES;
        return [x.at(at), y.at(height(anchors, heights, at))];
      });
      return [["path", { class: "s1", d: line(pieces) }]];
    });
  }
}

customElements.define("x-drag-to-fit", DragToFit);
