// What the tests of an essay's page ask of it in the browser; `reading.py` puts it there as `look`.
window.look = (() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const figure = (id) => document.getElementById(id);
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const serialised = (svg) => new XMLSerializer().serializeToString(svg);

  const named = (element) => {
    const place = element.closest("x-figure, .item, .step")?.id ?? "";
    const own = element.dataset.handle ?? element.name ?? element.getAttribute("href") ?? "";
    // A group of radio buttons is one stop, wherever it is entered.
    const value = element.type === "radio" ? "" : element.textContent.trim() || element.value || "";
    return `${place} ${element.tagName.toLowerCase()} ${own} ${value}`.slice(0, 120);
  };

  const TOUCHABLE = "a[href], button, input, select, textarea, summary, [data-handle]";
  // A radio button or a tick box is met through its label.
  const target = (element) => (["radio", "checkbox"].includes(element.type) && element.closest("label")) || element;
  const touchable = () =>
    all(TOUCHABLE).filter((one) => one.type !== "hidden" && !one.matches(":disabled, .skip") && shown(target(one)));

  const shifts = [];
  const refused = [];
  const met = new Set();
  addEventListener("securitypolicyviolation", (event) => refused.push(`${event.violatedDirective} ${event.blockedURI}`));
  addEventListener("focusin", (event) => met.add(named(event.target)));
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      const names = sources.map(({ node }) => node && (node.id || node.className || node.nodeName));
      if (!hadRecentInput) shifts.push([value, `${value.toFixed(4)} at ${Math.round(scrollY)} px: ${names}`]);
    }
  }).observe({ type: "layout-shift", buffered: true });

  /** From top to bottom, until every figure is drawn; the ids of those that never were. */
  async function scroll() {
    for (let y = 0; y < document.documentElement.scrollHeight; y += 400) {
      scrollTo(0, y);
      await frame();
      await frame();
    }
    const patience = performance.now() + 30000;
    while (document.querySelector("x-figure:not([ready])") && performance.now() < patience) await frame();
    return all("x-figure:not([ready])").map(({ id }) => id);
  }

  const settled = async () => {
    await frame();
    await frame();
  };

  /** What the host is told, the picture and the sentence, of each figure of a page that was sent. */
  function sent(page) {
    const parsed = new DOMParser().parseFromString(page, "text/html");
    const told = JSON.parse(parsed.querySelector("[data-figures]").dataset.figures);
    return Object.fromEntries(all("x-figure", parsed).map((one) => [one.id, [told[one.id], ...drawing(one)]]));
  }

  const drawing = (one) => [serialised(one.querySelector(".stage svg")), one.querySelector(".say").textContent];

  /** Another value of every parameter. */
  function other(id) {
    const { state, params } = figure(id);
    const next = (values, value) => values[(values.indexOf(value) + Math.ceil(values.length / 3)) % values.length];
    const moved = params.map(({ name, ladder, choices, bounds }) => {
      return [name, choices || ladder ? next(choices ?? ladder, state[name]) : bounds ? bounds[0] + 1 : state[name]];
    });
    return Object.fromEntries(moved);
  }

  /** Selectors of a figure's handles and of its controls that have arrow keys. */
  function arrowed(id) {
    const handles = all("[data-handle]", figure(id)).map(({ dataset }) => `#${id} [data-handle="${dataset.handle}"]`);
    const ranges = all("input[type=range]", figure(id)).map(({ name }) => `#${id} input[name="${name}"]`);
    const radios = all("input[type=radio]:checked", figure(id)).map(({ name }) => `#${id} input[name="${name}"]:checked`);
    return [handles, [...ranges, ...radios].filter((selector) => shown(target(document.querySelector(selector))))];
  }

  /** The state, what the control says of itself, and the sentence. */
  function told(id, selector) {
    const control = document.querySelector(selector);
    return [JSON.stringify(figure(id).state), control?.getAttribute("aria-valuetext") ?? control?.value, drawing(figure(id))[1]];
  }

  function hidden() {
    const found = [];
    for (const element of touchable()) {
      element.focus();
      if (document.activeElement !== element) {
        found.push(`cannot be focused: ${named(element)}`);
        continue;
      }
      const { left, top, width, height } = target(element).getBoundingClientRect();
      const seen = [0.02, 0.25, 0.5, 0.75, 0.98].some((across) =>
        [0.05, 0.5, 0.95].some((down) => {
          const on = document.elementFromPoint(left + width * across, top + height * down);
          return on && (target(element).contains(on) || on.contains(element));
        }),
      );
      if (!seen) found.push(`under something else: ${named(element)} at ${Math.round(top)} px`);
    }
    document.activeElement.blur();
    return found;
  }

  function small() {
    const boxes = touchable().map((element) => {
      const { left, top, width, height } = (element.querySelector(":scope > .halo") ?? target(element)).getBoundingClientRect();
      return { element, width, height, x: left + scrollX + width / 2, y: top + scrollY + height / 2 };
    });
    // A link in a line of text is exempt.
    const inText = (element) => {
      const around = element.closest("p, li, dd, td, figcaption, legend, summary, label") ?? element;
      return getComputedStyle(element).display === "inline" && around.textContent.trim() !== element.textContent.trim();
    };
    const little = boxes.filter(({ element, width, height }) => Math.min(width, height) < 23.9 && !inText(element));
    // Or it has so much room that a circle of 24 px about it meets no other target.
    const crowded = little.filter((one) =>
      boxes.some(({ element, x, y, width, height }) => {
        const apart = Math.abs(x - one.x) >= 12 + width / 2 || Math.abs(y - one.y) >= 12 + height / 2;
        return element !== one.element && !element.contains(one.element) && !apart;
      }),
    );
    return crowded.map(({ element, width, height }) => `${named(element)}: ${Math.round(width)} × ${Math.round(height)}`);
  }

  /** What its own box cuts off; on paper also what would scroll. */
  function cut(paper = false) {
    const cutting = paper ? ["hidden", "clip", "auto", "scroll"] : ["hidden", "clip"];
    const found = [];
    for (const element of all("main *")) {
      if (!(element instanceof HTMLElement) || element.closest(".visually-hidden, math, svg") || !shown(element)) continue;
      const { overflowX, overflowY, display } = getComputedStyle(element);
      if (display === "inline") continue;
      const { scrollWidth, scrollHeight, clientWidth, clientHeight } = element;
      const across = cutting.includes(overflowX) && scrollWidth > clientWidth + 1;
      const down = cutting.includes(overflowY) && scrollHeight > clientHeight + 1;
      const size = `${scrollWidth} × ${scrollHeight} in ${clientWidth} × ${clientHeight}`;
      if (across || down) found.push(`${element.className || element.tagName} of ${element.closest("[id]")?.id}: ${size}`);
    }
    return found;
  }

  const luminance = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).map((part) => Number(part) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, two) => {
    const [low, high] = [luminance(one), luminance(two)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  /** Shapes of the drawings that cannot be told from the ground, by class. */
  function faint() {
    const ground = getComputedStyle(document.body).backgroundColor;
    const found = new Set();
    for (const shape of all("x-figure .stage svg :is(path, line, rect, circle, polygon, text)")) {
      // The halo and the gridlines are ornament: a handle has its ring, an axis its numbers.
      if (shape.closest("clipPath") || shape.matches(".halo, .gridline") || !shown(shape)) continue;
      const { stroke, fill, strokeWidth } = getComputedStyle(shape);
      const seen = (paint) => paint.startsWith("rgb") && contrast(paint, ground) >= 3;
      if (!seen(fill) && !(seen(stroke) && parseFloat(strokeWidth) > 0)) {
        found.add(`${shape.closest("x-figure").id} ${shape.tagName}.${shape.getAttribute("class")}: ${fill}, ${stroke} on ${ground}`);
      }
    }
    return [...found];
  }

  /** In how many pictures a figure comes from one step's state to another's. */
  async function pictures(id) {
    const states = all(".step").filter((step) => step.dataset.figure === id).map((step) => JSON.parse(step.dataset.set));
    const counts = [];
    for (const state of states) {
      let drawings = 0;
      const watch = new MutationObserver(() => drawings++);
      watch.observe(figure(id).querySelector("svg"), { subtree: true, attributes: true, childList: true, characterData: true });
      figure(id).show(state);
      for (let index = 0; index < 6; index++) await frame();
      watch.disconnect();
      counts.push(drawings);
    }
    return counts;
  }

  return {
    all, arrowed, cut, drawing, faint, figure, hidden, met, named, other, pictures, refused, scroll, sent, settled, shifts,
    shown, small, stops: () => touchable().map(named), told,
  };
})();
