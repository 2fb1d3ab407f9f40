// Two buttons beside every entry move it up and down; the selects beside them stay the answer, and work by themselves.
import { whenNear } from "@kit/near.ts";
import { isFrozen } from "../../engine/stage.ts";

class Ordering extends HTMLElement {
  connectedCallback(): void {
    whenNear(this, () => this.start());
  }

  private start(): void {
    if (this.classList.contains("live") || isFrozen(this)) return;
    this.classList.add("live");
    for (const row of this.rows) row.append(this.button(row, -1, "↑"), this.button(row, 1, "↓"));
    this.addEventListener("change", (event) => {
      const select = event.target as HTMLSelectElement;
      if (select.value) this.move(select.closest("li")!, Number(select.value) - 1);
      select.focus();
    });
  }

  private get rows(): HTMLLIElement[] {
    return [...this.querySelectorAll("li")];
  }

  private words(name: string, row: HTMLLIElement): string {
    return this.dataset[name]!.replace("{entry}", row.querySelector("label")!.textContent!.trim());
  }

  private button(row: HTMLLIElement, step: number, sign: string): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-quiet";
    button.textContent = sign;
    button.setAttribute("aria-label", this.words(step < 0 ? "up" : "down", row));
    button.addEventListener("click", () => {
      this.move(row, this.rows.indexOf(row) + step);
      button.focus();
    });
    return button;
  }

  /** Put a row to a place and number all of them: the order that is seen becomes the answer. */
  private move(row: HTMLLIElement, to: number): void {
    const rows = this.rows.filter((other) => other !== row);
    const place = Math.min(Math.max(to, 0), rows.length);
    rows.splice(place, 0, row);
    row.parentElement!.append(...rows);
    rows.forEach((each, index) => (each.querySelector("select")!.value = String(index + 1)));
    row.dispatchEvent(new Event("input", { bubbles: true }));
    const said = this.words("said", row).replace("{place}", String(place + 1)).replace("{count}", String(rows.length));
    this.querySelector("[role=status]")!.textContent = said;
  }
}

customElements.define("x-ordering", Ordering);
