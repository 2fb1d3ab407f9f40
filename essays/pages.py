"""An essay's page from its segments: the same bytes for every reader, kept in memory by content."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.db.utils import Error
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.selectors import ItemView, item_views
from essays import selectors
from essays.contents import contents
from essays.finding.mapping import drawing, essay_map
from essays.publish import build_root
from essays.selectors import Edition, Entry
from essays.sharing import Kept, keep, kept
from essays.standby import standby
from overlook.figures.contract import Kind
from overlook.figures.host import numbers_table, render_figure, state_from_query
from overlook.figures.presets import LISTS, preset_from_query
from overlook.kit.assets import asset_path, module_imports
from overlook.kit.database import let_go
from overlook.kit.errors import NotFound
from overlook.kit.registry import discover
from simulations.catalogue import challenges, simulations

log = structlog.get_logger(__name__)

Segments = Iterable[Mapping[str, str]]
_LONGEST_VALUE, _LONGEST_LIST, _MOST_VALUES = 40, 200, 20
_CONFIG = re.compile(r"""(<x-figure id="([^"]+)") data-config='([^']*)'""")
DATA_NAME = r"[a-z0-9_-]+\.[0-9a-f]{10}\.(?:json|png|jpe?g|webp|css|csv)"


def data_path(slug: str, name: str) -> Path:
    """Where a data file of a built essay lies; the name is already checked by the URL."""
    return build_root() / slug / "data" / name


def essay_context(
    edition: Edition,
    catalogue: list[Entry],
    asked: Mapping[str, str],
    items: Mapping[str, ItemView] | None = None,
) -> dict[str, Any]:
    """Everything that ``essays/essay.html`` prints.

    ``asked`` is the query: the state of one figure. ``items`` are those of the published bank unless they are given.
    """
    manifest = edition.manifest
    items = _items_of(edition) if items is None else items
    titles = {entry.slug: entry.title for entry in catalogue}
    return {
        "essay": manifest,
        "contents": contents(manifest["segments"]),
        "body": gathered(assemble(edition, manifest["segments"], items, asked)),
        "self_check": [items[name] for name in manifest["self_check"] if name in items],
        "needs": [
            (one["slug"], titles.get(one["slug"], one["title"]), one["slug"] in titles)
            for one in manifest["prerequisites"]
        ],
        "then": [entry for entry in catalogue if edition.slug in entry.prerequisites][:3],
        "css": f"/e/{edition.slug}/data/{manifest['css']}" if manifest["css"] else "",
        "modules": modules(manifest, items.values()),
        "last_mark": len(manifest["marks"]) + 1,
        "record_away": standby.in_use,
    }


def _items_of(edition: Edition) -> dict[str, ItemView]:
    if not edition.manifest["items"]:
        return {}
    return standby.ask(("items", edition.slug, edition.sha256), lambda: item_views(edition.slug))


def warm() -> None:
    """Know every published essay before the first reader comes, and so also when the database goes away first."""
    try:
        for entry in selectors.catalogue():
            _items_of(selectors.edition(entry.slug))
    except Error as error:
        log.warning("essays.cold", error=str(error).strip())
    finally:
        let_go()


def assemble(
    edition: Edition, segments: Segments, items: Mapping[str, ItemView], asked: Mapping[str, str]
) -> SafeString:
    """The segments as one piece of HTML."""
    parts = []
    for segment in segments:
        ((kind, value),) = segment.items()
        parts.append(value if kind == "html" else _PLACED[kind](edition, value, items, asked))
    return mark_safe("".join(parts))  # noqa: S308 - cleaned at publish time


def gathered(body: SafeString) -> SafeString:
    """The same with what the browser must know of the figures in one place at the end.

    The figures of a page are told in nearly the same words: side by side they compress to half.
    """
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        found.append(f'"{match[2]}":{match[3]}')
        return match[1]

    rest = _CONFIG.sub(take, body)
    told = f"<div hidden data-figures='{{{','.join(found)}}}'></div>" if found else ""
    return mark_safe(rest + told)  # noqa: S308 - parts of a page that is safe


def _figure(edition: Edition, name: str, _items: Mapping[str, ItemView], asked: Mapping[str, str]) -> str:
    figure, kind, data, authored = drawn(edition, name)
    # What only a reveal shows has no address of its own, nor has what was shown once.
    shown = {"figure": name} in edition.manifest["segments"] and not edition.past
    query = asked if asked.get("fig") == name else {}
    return render_figure(
        kind=kind,
        figure_id=name,
        state=state_from_query(kind, data, authored, query),
        authored=authored,
        print_state=figure["print"],
        data=data,
        data_url=f"/e/{edition.slug}/data/{figure['data']}" if figure["data"] else "",
        controls=figure["controls"],
        title=figure["title"],
        number=figure["number"],
        caption=figure["caption"],
        describe=figure["describe"],
        task=figure["task"],
        goal=figure["goal"],
        numbers_url=f"/e/{edition.slug}/figure/{name}" if shown else "",
        algorithm_url=f"/figures/{kind.slug}/algorithm",
        own_url=f"/e/{edition.slug}/figure/{name}/own" if shown and figure.get("own") else "",
        preset=preset_from_query(kind.params(data), query),
        preset_url=f"/figure/{edition.slug}/{name}/preset" if shown else "",
    )


def figure_numbers(edition: Edition, name: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """What ``essays/figure_numbers.html`` prints: the table behind one figure of the page, in the state asked for.

    Raises
    ------
    NotFound
        The page shows no such figure; one that only a reveal shows is not told about here.
    """
    if {"figure": name} not in edition.manifest["segments"]:
        raise NotFound("There is no such figure in this essay.")
    figure, kind, data, authored = drawn(edition, name)
    title = figure["title"] or str(kind.title)
    state = state_from_query(kind, data, authored, asked) if asked.get("fig") == name else authored
    table = numbers_table(kind, state, data, title)
    return {"essay": edition.manifest, "figure": figure, "title": title, "name": name, "table": table}


def drawn(edition: Edition, name: str) -> tuple[dict[str, Any], Kind, Any, dict[str, Any]]:
    """A figure with its kind, its data and the state that the author gave it."""
    figure = edition.manifest["figures"][name]
    kind: Kind = discover("overlook.figures", "KIND")[figure["kind"]]
    data = figure_data(_data_file(edition, figure["data"])) if figure["data"] else None
    seed = {} if figure["seed"] is None else {"seed": figure["seed"]}
    return figure, kind, data, dict(kind.state(data, {**figure["params"], **seed}))


@lru_cache(maxsize=64)
def figure_data(path: Path) -> Any:
    """A data file, parsed once: its name carries its hash."""
    return json.loads(path.read_text(encoding="utf-8"))


def _data_file(edition: Edition, name: str) -> Path:
    return edition.folder / "data" / name if edition.folder else data_path(edition.slug, name)


def _item(_edition: Edition, name: str, items: Mapping[str, ItemView], _asked: Mapping[str, str]) -> str:
    return render_to_string("assessments/item.html", {"item": items[name]}) if name in items else ""


def _predict(edition: Edition, name: str, items: Mapping[str, ItemView], _asked: Mapping[str, str]) -> str:
    if name not in items:
        return ""
    return render_to_string("essays/predict.html", {"item": items[name], "action": predict_url(edition.slug, name)})


def predict_url(slug: str, prediction: str) -> str:
    return f"/e/{slug}/predict/{prediction}"


def _sweep(edition: Edition, name: str, _items: Mapping[str, ItemView], _asked: Mapping[str, str]) -> str:
    sweep = edition.manifest["sweeps"][name]
    flat = {
        key: ", ".join(map(str, value)) if isinstance(value, list) else value for key, value in sweep["params"].items()
    }
    address = f"/simulations/{sweep['simulation']}?{urlencode({**flat, 'seeds': sweep['seeds']})}"
    return format_html(
        '<p class="row"><a class="button-quiet" href="{}">{}</a></p>', address, _("Run it with my settings")
    )


def _game(_edition: Edition, name: str, _items: Mapping[str, ItemView], _asked: Mapping[str, str]) -> str:
    return format_html('<p><a class="button" href="/challenge/{}">{}</a></p>', name, _("Play the challenge"))


_PLACED = {"figure": _figure, "item": _item, "predict": _predict, "sweep": _sweep, "game": _game}


def modules(manifest: Mapping[str, Any], items: Iterable[ItemView]) -> dict[str, list[str]]:
    """Addresses of the modules that this page runs, and of what they import, for ``modulepreload``."""
    kinds = {figure["kind"] for figure in manifest["figures"].values()}
    scripts = dict.fromkeys(script for item in items for script in item.scripts)
    return loaded(["essay.js", "essays/page.js", *scripts], kinds, ["site.js"])


def loaded(entries: Sequence[str], kinds: Iterable[str], elsewhere: Sequence[str] = ()) -> dict[str, list[str]]:
    """The same for modules by name, with figures of these kinds, beside modules that a page runs ``elsewhere``."""
    figures = [f"figures/{kind}.js" for kind in sorted(kinds)]
    build = settings.BUILD_DIR
    wanted = [asset_path(build, name) for name in (*entries, *figures)]
    wanted += [chunk for name in (*elsewhere, *entries, *figures) for chunk in module_imports(build, name)]
    return {
        "run": [static(asset_path(build, name)) for name in entries],
        "preload": [static(path) for path in dict.fromkeys(wanted)],
    }


def front_stamp(request: HttpRequest) -> str:
    """What the page depends on besides its content: the language, and which build of the front end it names;
    whether it has to say that the record is away, and by which name it was asked for."""
    manifest = settings.BUILD_DIR / "manifest.json"
    changed = manifest.stat().st_mtime_ns if manifest.exists() else 0
    return f"{get_language()} {changed} {standby.in_use} {origin_of(request)}"


def origin_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


def asked_state(edition: Edition, query: Mapping[str, str]) -> dict[str, str]:
    """The state that a link asks of one figure; empty when it asks for none that is there."""
    figure = query.get("fig", "")
    if figure not in edition.manifest["figures"]:
        return {}
    longest = dict.fromkeys(LISTS, _LONGEST_LIST)
    known = {name: str(value)[: longest.get(name, _LONGEST_VALUE)] for name, value in query.items()}
    return dict(sorted(known.items())[:_MOST_VALUES])


def home_bytes(request: HttpRequest, entries: list[Entry], tag: str) -> Kept:
    found = kept(tag)
    if found is None:
        context = {
            "nav": "essays",
            "entries": entries,
            "challenges": challenges().values(),
            "simulations": simulations().values(),
            "map": drawing(essay_map(entries)),
            "record_away": standby.in_use,
        }
        found = keep(tag, render_to_string("essays/home.html", context, request))
    return found


def numbers_bytes(request: HttpRequest, edition: Edition, tag: str) -> Kept:
    return kept(tag) or keep(tag, render_to_string("essays/numbers.html", {"essay": edition.manifest}, request))


def figure_bytes(
    request: HttpRequest, edition: Edition, name: str, asked: Mapping[str, str], template: str, tag: str
) -> Kept:
    return kept(tag) or keep(tag, render_to_string(template, figure_numbers(edition, name, asked), request))


def essay_bytes(
    request: HttpRequest, edition: Edition, entries: list[Entry], asked: Mapping[str, str], tag: str
) -> Kept:
    found = kept(tag)
    if found is None:
        context = essay_context(edition, entries, asked)
        if {"figure": asked.get("fig")} in edition.manifest["segments"]:
            # A program that finds the address of a figure learns here how to frame it.
            link = f"{origin_of(request)}/e/{edition.slug}?{urlencode(asked)}"
            context["oembed"] = f"{origin_of(request)}/oembed?{urlencode({'url': link})}"
        found = keep(tag, render_to_string("essays/essay.html", context, request))
    return found


def etag_of(*parts: object) -> str:
    """A strong entity tag for content that is decided by ``parts``."""
    return f'"{sha256(repr(parts).encode()).hexdigest()[:24]}"'
