"""A page with one figure of each kind, served under the real policy and without a database, for tests and for a look.

``python -m tests.figures.gallery`` serves it for a person to look at.
"""

import json
import mimetypes
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import django
from django.conf import settings
from django.template import engines

from overlook.figures.contract import Kind
from overlook.figures.host import render_figure, state_from_query
from overlook.kit.registry import discover

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_GOALS = {"knot-fit": "k >= 38 and k <= 40", "curve-band": "show == mean and x > 100"}
_PAGE = """{% extends "kit/plain.html" %}
{% block title %}Figures{% endblock %}
{% block scripts %}<script type="module" src="{% asset 'essay.js' %}"></script>{% endblock %}
{% block main %}
<h1>Figures</h1>
<p class="lede">One of each kind.</p>
<div class="essay">
<section class="scrolly"><div class="pinned">{{ pinned|safe }}</div><div class="steps">
{% for step in steps %}<div class="step" id="step-{{ forloop.counter }}" data-set="{{ step.set }}"
{% if step.panel %} data-panel="{{ step.panel }}"{% endif %}>
<h2>{{ step.title }}</h2><p>{{ step.text }}</p></div>{% endfor %}
</div></section>
<h2>By themselves</h2>
{% for figure in figures %}{{ figure|safe }}{% endfor %}
</div>
{% endblock %}
"""
_STEPS = [
    {"title": "Ten knots", "text": "Enough to follow the cubic, too few to chase every point.", "set": {"k": 10}},
    {"title": "The threshold", "text": "At K = N − 2 there is one way through every point.", "set": {"k": 39}},
    {"title": "Past the peak", "text": "Many ways, and the smoothest one is taken.", "set": {"k": 240}, "panel": "fit"},
]


def specimen(slug: str) -> Any:
    """The golden module of a kind: its DATA and STATES."""
    return import_module(f"overlook.figures.{slug.replace('-', '_')}.golden")


def figure(kind: Kind, figure_id: str, query: Mapping[str, str], given: Mapping[str, object], **options: Any) -> str:
    data = specimen(kind.slug).DATA
    authored = kind.state(data, given)
    asked = query.get("fig") == figure_id
    return render_figure(
        kind=kind,
        figure_id=figure_id,
        state=state_from_query(kind, data, authored, query) if asked else authored,
        authored=authored,
        data=data,
        data_url=f"/data/{kind.slug}.json" if data is not None else "",
        **options,
    )


def page(query: Mapping[str, str]) -> str:
    kinds = discover("overlook.figures", "KIND")
    pinned = figure(
        kinds["knot-fit"],
        "fig-pinned",
        query,
        {},
        controls=["k", "seed"],
        title="Double descent",
        number=1,
        caption="Test error (solid) and training error (dashed) of one draw of knots.",
        describe="Two panels side by side.",
    )
    figures = [
        figure(
            kind,
            f"fig-{slug}",
            query,
            {},
            controls=[param.name for param in kind.params(specimen(slug).DATA) if param.name != "panel"],
            title=kind.title,
            caption="A figure of the gallery.",
            task="Reach the goal.",
            goal=_GOALS.get(slug, ""),
            describe="What there is to see.",
        )
        for slug, kind in kinds.items()
    ]
    steps = [{**step, "set": json.dumps(step["set"])} for step in _STEPS]
    context = {"pinned": pinned, "figures": figures, "steps": steps}
    return engines["django"].from_string(_PAGE).render(context)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path.startswith(settings.STATIC_URL):
            file = settings.BUILD_DIR / "static" / address.path.removeprefix(settings.STATIC_URL)
            return self._send(file.read_bytes(), mimetypes.guess_type(file.name)[0] or "font/woff2")
        if address.path.startswith("/data/"):
            slug = address.path.removeprefix("/data/").removesuffix(".json")
            return self._send(json.dumps(specimen(slug).DATA).encode(), "application/json")
        return self._send(page(dict(parse_qsl(address.query))).encode(), "text/html; charset=utf-8")

    def _send(self, body: bytes, content_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", _POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def served(port: int = 0) -> Iterator[str]:
    """The gallery's address."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "overlook.settings")
    django.setup()
    with served(8019) as _address:
        threading.Event().wait()
