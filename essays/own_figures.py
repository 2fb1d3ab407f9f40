"""A reader's own data in a figure of an essay: the form, and without a script the server's picture of them.

What is sent here is drawn and forgotten: it is kept in no table, no cache and no log. With a script it is not sent.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from essays import pages, selectors
from essays.selectors import Edition
from essays.sharing import keep, kept, shared
from overlook.figures import own
from overlook.figures.contract import Data, Kind, Own, State
from overlook.figures.host import WIDTH, control_rows, declared, numbers_table, state_from_query
from overlook.kit import tables
from overlook.kit.errors import Invalid, NotFound
from overlook.kit.origin import same_origin_required


@dataclass(frozen=True)
class Place:
    """A figure that takes own data: where it is, and its kind."""

    edition: Edition
    name: str
    kind: Kind
    own: Own

    @property
    def title(self) -> str:
        return str(self.edition.manifest["figures"][self.name]["title"] or self.kind.title)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
def own_data(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The form; sent, the reader's own picture, for this one answer."""
    place = _place(slug, name)
    return _drawn(request, place) if request.method == "POST" else _form(request, place)


def _place(slug: str, name: str) -> Place:
    """The figure.

    Raises
    ------
    NotFound
        The page shows no such figure, or it takes no own data.
    """
    edition = selectors.edition(slug)
    figure = edition.manifest["figures"].get(name, {})
    if {"figure": name} not in edition.manifest["segments"] or not figure.get("own"):
        raise NotFound("There is no figure of that name that takes own data.")
    kind = pages.drawn(edition, name)[1]
    if kind.own is None:
        raise NotFound("This figure takes no own data any more.")
    return Place(edition, name, kind, kind.own)


def _form(request: HttpRequest, place: Place) -> HttpResponse:
    """A page, or for a figure that opens it in place the form alone: the same for everybody."""
    bare = "HX-Request" in request.headers
    tag = pages.etag_of("own", place.edition.sha256, place.name, bare, pages.front_stamp(request))
    template = "essays/own_form.html" if bare else "essays/own.html"

    def page() -> str:
        return render_to_string(template, {**_context(place), **(_told(place) if bare else {})}, request)

    response = shared(request, tag, lambda: kept(tag) or keep(tag, page()))
    patch_vary_headers(response, ["HX-Request"])
    return response


@never_cache
def _drawn(request: HttpRequest, place: Place) -> HttpResponse:
    text = ""
    try:
        text = _sent(request, place)
        asked = {column.slug: request.POST.get(f"column-{column.slug}", "") for column in place.own.columns}
        data = own.read(place.own, text, asked)
    except RequestDataTooBig:
        return _refused(request, place, "", tables.too_long(own.FIELD))
    except Invalid as error:
        return _refused(request, place, text or request.POST.get("table", ""), error)
    context = {**_context(place, text, request), **_picture(place, request, text, data)}
    return render(request, "essays/own.html", context)


def _refused(request: HttpRequest, place: Place, text: str, error: Invalid) -> HttpResponse:
    context = {**_context(place, text, request if text else None), "faults": error.fields[own.FIELD]}
    return render(request, "essays/own.html", context, status=422)


def _sent(request: HttpRequest, place: Place) -> str:
    """The example where it is asked for, else a file, else what was pasted."""
    if "example" in request.POST:
        return place.own.example
    file = request.FILES.get("file")
    return tables.decoded(file.read() if file else request.POST.get("table", ""), field=own.FIELD)


def _context(place: Place, text: str = "", request: HttpRequest | None = None) -> dict[str, Any]:
    """What the form prints; the columns to choose from are those of the text."""
    try:
        there = own.names(text) if text else ()
    except Invalid:
        there = ()
    chosen = [
        (column, request.POST.get(f"column-{column.slug}", "") if request else "") for column in place.own.columns
    ]
    return {
        "essay": place.edition.manifest,
        "name": place.name,
        "title": place.title,
        "own": place.own,
        "text": text,
        "there": there,
        "chosen": chosen,
        "picked": any(choice for _column, choice in chosen),
        "kilobytes": tables.MOST_BYTES // 1024,
    }


def _told(place: Place) -> dict[str, Any]:
    """What the browser needs to do it all by itself."""
    data = own.read(place.own, place.own.example)
    params = place.kind.params(data)
    words = {
        "refused": _("The table cannot be used yet"),
        "shown": _("Your own data: %s rows."),
        "about": _("Title, caption and task are about the essay's."),
        "back": _("Back to the essay's data"),
        "unlinked": _("Your own data are not in a link, so none was copied."),
        "numbers": _("Numbers: %(figure)s") % {"figure": place.title},
    }
    told = {
        **own.wanted(place.own),
        **words,
        "params": [declared(param) | {"default": param.default} for param in params],
        "example": place.own.example,
    }
    state = place.kind.state(data, data["begin"])
    shown = [param for param in params if param.name != "panel"]
    return {"told": json.dumps(told, ensure_ascii=False), "rows": _rows(shown, state, place.name, update=False)}


def _rows(*given: Any, update: bool) -> str:
    return mark_safe(control_rows(*given, update=update))  # noqa: S308 - escaped where it is made


def _picture(place: Place, request: HttpRequest, text: str, data: Data) -> dict[str, Any]:
    """Picture, sentence, numbers and controls, in the state of the form if it is still about the same table."""
    kind, of = place.kind, sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    begin = kind.state(data, data["begin"])
    # What the data do not decide is as in the essay.
    essays = {name: str(value) for name, value in pages.drawn(place.edition, place.name)[3].items()}
    left = {name: value for name, value in essays.items() if name not in data["begin"]}
    moved = request.POST.dict() if request.POST.get("of") == of else {}
    state: State = state_from_query(kind, data, begin, {**left, **moved})
    shown = [param for param in kind.params(data) if param.name != "panel"]
    return {
        "of": of,
        "picture": mark_safe(kind.static(state, data, WIDTH, place.name, place.title)),  # noqa: S308 - escaped there
        "sentence": kind.describe(state, data),
        "table": mark_safe(numbers_table(kind, state, data, place.title)),  # noqa: S308 - escaped there
        "rows": _rows(shown, state, place.name, update=True),
    }
