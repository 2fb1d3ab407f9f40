"""Figures for other people's pages: the page for a frame, oEmbed, and the page where an instructor makes a preset.

A frame's page has no session: it reads no cookie and sets none, and is the same for everybody. So any page may hold it.
"""

from collections.abc import Callable
from functools import wraps

from csp.decorators import csp_replace
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from essays import pages
from essays.embeds import framing, picturing, presetting
from essays.embeds.framing import View, view_of
from essays.pages import origin_of
from essays.sharing import keep, kept, passing, shared
from overlook.kit.errors import NotFound

Answer = Callable[..., HttpResponse]
_FRAMED = csp_replace({"frame-ancestors": ["*"]})
_WIDEST, _BOUNDLESS, _REMEMBERED_SECONDS = 1412, 1_000_000, 600


def _fetched_by_anybody(view: Answer) -> Answer:
    """Any page may fetch the answer, from a frame without an origin too: no cookie is seen here (``COOKIELESS``)."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **options: object) -> HttpResponse:
        response = view(request, *args, **options)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


def _framed_by_anybody(view: Answer) -> Answer:
    """Any page may hold the answer in a frame."""

    @xframe_options_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args: object, **options: object) -> HttpResponse:
        response = view(request, *args, **options)
        _FRAMED(lambda _request: response)(request)
        return response

    return answer


@_fetched_by_anybody
@_framed_by_anybody
@require_safe
def embed(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One figure by itself, in the state of the query, in the language of its essay."""
    try:
        view = view_of(slug, name, request.GET.dict())
    except NotFound:
        return HttpResponseNotFound(render_to_string("essays/embed_gone.html"))
    origin = origin_of(request)
    with override(view.edition.manifest["lang"]):
        tag = _tag(request, view)
        # What is asked in endless ways is not remembered.
        remember = passing if view.asked else lambda text: keep(tag, text)
        response = shared(request, tag, lambda: kept(tag) or remember(framing.page(view, origin)))
    response["Content-Language"] = view.edition.manifest["lang"]
    return response


def _tag(request: HttpRequest, view: View) -> str:
    asked = sorted(view.asked.items())
    return pages.etag_of("embed", view.edition.sha256, view.name, asked, pages.front_stamp(request))


@_fetched_by_anybody
@require_safe
def picture(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The view as PNG, ``width`` pixels wide. To draw one takes a fifth of a second: it is remembered for a while."""
    view = view_of(slug, name, request.GET.dict())
    width = min(framing.whole(request.GET.get("width", ""), _WIDEST), _WIDEST)
    tag = pages.etag_of("picture", view.edition.sha256, view.name, sorted(view.moved.items()), width)
    known: bytes | None = cache.get(f"essays:png:{tag}")
    if known is None:
        known = picturing.drawn(view, width)
        cache.set(f"essays:png:{tag}", known, _REMEMBERED_SECONDS)
    response = HttpResponse(known, content_type="image/png")
    response["ETag"], response["Cache-Control"] = tag, "public, max-age=3600"
    return response


@_fetched_by_anybody
@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """What to put into a page for one of our addresses: https://oembed.com, version 1.0."""
    form = request.GET.get("format", "json")
    if form not in ("json", "xml"):
        return _said("The formats are json and xml.", 501)
    try:
        width, height = (_most(request.GET.get(name, "")) for name in ("maxwidth", "maxheight"))
        address = request.GET["url"]
    except (KeyError, ValueError):
        return _said("Send url, and maxwidth and maxheight as whole numbers of pixels.", 400)
    try:
        view = framing.view_at(address, request.get_host())
    except NotFound as refusal:
        return _said(refusal.message, 404)
    origin = origin_of(request)
    found = framing.oembed(view, origin, width, height)
    wide, high = picturing.within(view, width, height)
    address = f"{origin}{view.picture}{'&' if '?' in view.picture else '?'}width={wide}"
    found |= {"thumbnail_url": address, "thumbnail_width": wide, "thumbnail_height": high}
    if form == "json":
        response: HttpResponse = JsonResponse(found)
    else:
        words = render_to_string("essays/oembed.xml", {"found": found})
        response = HttpResponse(words, content_type="text/xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=300"
    return response


def _most(given: str) -> int:
    """A limit in pixels; none is given: whatever the figure likes."""
    if not given:
        return _BOUNDLESS
    if not (given.isascii() and given.isdigit() and int(given[:6]) > 0):
        raise ValueError(given)
    return int(given[:6])


def _said(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")


@require_safe
def preset(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Where a view is chosen, and what is held in it: gives its addresses and the code of its frame."""
    choice = presetting.choice_of(slug, name, request.GET.dict())
    origin = origin_of(request)
    view = choice.view
    tag = pages.etag_of("preset", _tag(request, view), choice.width)
    return shared(request, tag, lambda: passing(presetting.page(request, choice, origin)))
