// A page that loads begins with what can be seen: the rest starts when a reader comes near.

const waiting = new WeakMap<Element, () => void>();

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      waiting.get(target)?.();
    }
  },
  { rootMargin: "600px 0px" },
);

/** Start once the element comes within 600 px of the view; at once when the page has loaded, as what a swap brings. */
export function whenNear(element: Element, start: () => void): void {
  if (document.readyState === "complete") return start();
  waiting.set(element, start);
  near.observe(element);
}
