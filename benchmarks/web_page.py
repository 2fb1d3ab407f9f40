"""What a reader of an essay waits for, in Chromium on a slow phone: a quarter of this machine's speed, and Slow 4G.

Each page is loaded anew with an empty cache. Dragging is measured at full width, where a figure draws the most: only
the script counts, from the pointer's move to the end of the drawing, not layout and paint.
"""

import math
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.registry import Result, bench
from benchmarks.serving import server
from tests.browser.chromium import FLAGS, chromium_here

# Two seconds of dragging.
LOADS, MOVES, TRIED = 3, 120, 6
_TWEEN = 1000
SLOWER = 4
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 860}
#: What is measured, its unit, how many digits after the point, and the most that it may be.
BUDGETS = {
    "largest paint": ("s", 2, 1.8),
    "blocked": ("ms", 0, 100.0),
    "shift": ("", 4, 0.02),
    "first figure": ("s", 2, 2.5),
    "drag step": ("ms", 1, 8.0),
    "first view": ("KB", 0, 150.0),
    "scripts": ("", 0, 12.0),
}
_LOOK = Path(__file__).parent.parent / "tests/browser/look.js"
_WITNESS = """
window.seen = { first: 0, paint: 0, tasks: [], near: new Map(), ready: new Map(), spent: 0 };
new PerformanceObserver((list) => {
  for (const { name, startTime } of list.getEntries()) if (name === "first-contentful-paint") seen.first = startTime;
}).observe({ type: "paint", buffered: true });
new PerformanceObserver((list) => {
  for (const { startTime } of list.getEntries()) seen.paint = startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) seen.tasks.push([startTime, startTime + duration]);
}).observe({ type: "longtask", buffered: true });
addEventListener("DOMContentLoaded", () => {
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting && !seen.near.has(target.id)) seen.near.set(target.id, performance.now());
    }
  }, { rootMargin: "600px 0px" });
  // What is near from the start is so since there was something to see.
  for (const { id, offsetTop } of document.querySelectorAll("x-figure")) {
    if (offsetTop < innerHeight + 600) seen.near.set(id, 0);
  }
  const ready = new MutationObserver((changes) => {
    for (const { target } of changes) if (!seen.ready.has(target.id)) seen.ready.set(target.id, performance.now());
  });
  for (const figure of document.querySelectorAll("x-figure")) {
    near.observe(figure);
    ready.observe(figure, { attributeFilter: ["ready"] });
  }
});
// The script of a step: what listens to the pointer, and the drawing at the next frame.
let began = 0;
addEventListener("pointermove", () => (began = performance.now()), { capture: true });
addEventListener("pointermove", () => (seen.spent += performance.now() - began));
const frame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (draw) => frame((now) => {
  const start = performance.now();
  draw(now);
  seen.spent += performance.now() - start;
});
window.step = () => new Promise((done) => frame(() => frame(() => { done(seen.spent); seen.spent = 0; })));
"""
# Total blocking time: of each task what is over 50 ms, counted from the first paint on, since before it there is
# nothing on the screen that could be slow to answer (as Lighthouse defines it).
_PAINTED = """() => ({
  paint: seen.paint / 1000,
  blocked: seen.tasks.reduce((sum, [from, to]) => sum + Math.max(to - Math.max(from, seen.first) - 50, 0), 0),
})"""
_FIRST = """() => {
  const [first] = document.querySelectorAll("x-figure");
  return (seen.ready.get(first.id) - (seen.near.get(first.id) || seen.first)) / 1000;
}"""


@dataclass(frozen=True)
class Measured:
    """One essay: medians of its loads, its slowest figure, and all of its figures' steps."""

    values: dict[str, float]
    total_kilobytes: float
    requests: int
    slowest: str
    median_step: float


@bench("web/page")
def page() -> Result:
    """Every published essay, against the budgets."""
    # The browser that readers have: the shell without a window draws in another way and blocks three times as long.
    chromium = shutil.which("chromium") or chromium_here()
    if chromium is None:
        return Result(0, "times the budget", 0, note="not measured: there is no Chromium here")
    with server() as stack, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        origin = f"http://127.0.0.1:{stack.port}"
        essays = [one["slug"] for one in stack.visitor().get("/api/v1/essays").json()["results"]]
        found = {slug: essay(browser, f"{origin}/e/{slug}") for slug in essays}
        browser.close()
    tightest, slug, name = min((room(m, name), slug, name) for slug, m in found.items() for name in BUDGETS)
    return Result(
        tightest,
        "times the tightest budget",
        LOADS,
        note=f"the budget divided by what was measured, where it is least: {name} of {slug}; processor {SLOWER} times "
        f"slower, 150 ms and 1.6 Mbit/s, {LOADS} loads of each page with an empty cache, {MOVES} moves of the slowest "
        "handle of each figure, and of these the 95th percentile of the slowest figure",
        table=table(found),
    )


def room(measured: Measured, name: str) -> float:
    """How many times what was measured would go into its budget; a hundred where nothing was there to be measured."""
    value = measured.values[name]
    return min(BUDGETS[name][2] / value, 100.0) if value > 0 else 100.0


def table(found: dict[str, Measured]) -> tuple[tuple[str, ...], ...]:
    """A line for each essay: what was measured, and how many times it goes into the budget."""
    heads = ("essay", *BUDGETS, "whole page", "median drag step", "slowest figure")
    limits = ("*budget*", *(_shown(name, limit) for name, (_, _, limit) in BUDGETS.items()), "–", "–", "–")
    lines = [
        (
            slug,
            *(f"{_shown(name, one.values[name])} ({min(room(one, name), 99):.1f}×)" for name in BUDGETS),
            f"{one.total_kilobytes:.0f} KB in {one.requests}",
            f"{one.median_step:.1f} ms",
            one.slowest,
        )
        for slug, one in sorted(found.items())
    ]
    return (heads, limits, *lines)


def _shown(name: str, value: float) -> str:
    unit, digits, _ = BUDGETS[name]
    return f"{value:.{digits}f} {unit}".strip()


def essay(browser: Browser, address: str) -> Measured:
    """Load one essay several times, then drag every figure of it."""
    loads = [_load(browser, address) for _ in range(LOADS)]
    steps = _dragged(browser, address)
    slowest = max(steps, key=lambda name: _p95(steps[name]))
    values = {name: median(load[name] for load in loads) for name in BUDGETS if name in loads[0]}
    values["drag step"] = _p95(steps[slowest])
    return Measured(
        values,
        median(load["total"] for load in loads),
        int(median(load["requests"] for load in loads)),
        slowest,
        median(step for found in steps.values() for step in found),
    )


def _p95(steps: list[float]) -> float:
    return quantiles(steps, n=20)[-1]


def _load(browser: Browser, address: str) -> dict[str, float]:
    """One reading on the slow phone, from an empty cache to the end of the page."""
    with _opened(browser, PHONE) as (page, protocol):
        received: list[float] = []
        scripts: list[str] = []
        heads: dict[str, float] = {}
        # Bodies alone, as the budgets count them.
        protocol.on(
            "Network.responseReceived",
            lambda event: heads.update({event["requestId"]: event["response"]["encodedDataLength"]}),
        )
        protocol.on(
            "Network.loadingFinished",
            lambda event: received.append(event["encodedDataLength"] - heads.get(event["requestId"], 0)),
        )
        page.on("request", lambda request: scripts.append(request.url) if request.url.endswith(".js") else None)
        protocol.send("Network.emulateNetworkConditions", SLOW_4G)
        page.goto(address, wait_until="networkidle", timeout=120_000)
        first_view = sum(received)
        found = page.evaluate(_PAINTED)
        late = page.evaluate("look.scroll()")
        assert late == [], f"never drawn: {late}"
        page.wait_for_load_state("networkidle")
        return {
            "largest paint": found["paint"],
            "blocked": found["blocked"],
            "shift": page.evaluate("look.shifts.reduce((sum, [value]) => sum + value, 0)"),
            "first figure": page.evaluate(_FIRST),
            "first view": first_view / 1024,
            "scripts": len(set(scripts)),
            "total": sum(received) / 1024,
            "requests": len(received),
        }


def _dragged(browser: Browser, address: str) -> dict[str, list[float]]:
    """Milliseconds of script for each of many moves of the slowest handle, by figure."""
    with _opened(browser, DESK) as (page, _):
        page.goto(address, wait_until="networkidle", timeout=120_000)
        page.evaluate("look.scroll()")
        steps: dict[str, list[float]] = {}
        for name in page.evaluate("look.all('x-figure').map(({ id }) => id)"):
            handles, _controls = page.evaluate("id => look.arrowed(id)", name)
            tried = {handle: median(_moved(page, handle, TRIED)) for handle in handles}
            if tried:
                steps[name] = _moved(page, max(tried, key=lambda handle: tried[handle]), MOVES)
        return steps


def _moved(page: Page, handle: str, moves: int) -> list[float]:
    """Take a handle, draw figures of eight with it, and put it down."""
    page.evaluate("handle => document.querySelector(handle).scrollIntoView({ block: 'center' })", handle)
    # A step of the text that this brings to the reading line moves the figure first.
    page.wait_for_timeout(_TWEEN)
    page.evaluate("step()")
    box = page.locator(f"{handle} .dot").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("step()")
    spent: list[float] = []
    for index in range(1, moves + 1):
        turn = 2 * math.pi * index / 30
        page.mouse.move(x + 110 * math.sin(turn), y + 50 * math.sin(2 * turn))
        spent.append(page.evaluate("step()"))
    page.mouse.up()
    return spent


@contextmanager
def _opened(browser: Browser, viewport: Any) -> Iterator[tuple[Page, CDPSession]]:
    """A new page without a cache, on the slower processor."""
    context = browser.new_context(viewport=viewport)
    context.set_default_timeout(120_000)
    context.add_init_script(path=_LOOK)
    context.add_init_script(_WITNESS)
    page = context.new_page()
    protocol = context.new_cdp_session(page)
    protocol.send("Network.enable")
    protocol.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield page, protocol
    context.close()
