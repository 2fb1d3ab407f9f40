"""Pages that are the same for everybody: bytes kept in memory by content, sent so that caches may keep them too."""

import gzip
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers

from essays.standby import standby

_TAKES = re.compile(r"\b(br|gzip)\b(?!\s*;\s*q=0(?:\.0*)?(?:,|\s|$))")
_MOST_PAGES = 128


@dataclass(frozen=True)
class Kept:
    """A shared page as bytes, compressed once each way. It holds no secret, so compressing it gives nothing away."""

    plain: bytes
    gzip: bytes
    brotli: bytes


Body = Callable[[], Kept]

_pages: OrderedDict[str, Kept] = OrderedDict()
_lock = Lock()


def kept(tag: str) -> Kept | None:
    """The page with this tag, if it was rendered before: the tag is decided by all that it depends on."""
    with _lock:
        if tag in _pages:
            _pages.move_to_end(tag)
        return _pages.get(tag)


def keep(tag: str, page: str) -> Kept:
    """Compress a page as well as can be, and remember it."""
    content = page.encode()
    found = Kept(content, gzip.compress(content, 9, mtime=0), brotli.compress(content))
    with _lock:
        _pages[tag] = found
        while len(_pages) > _MOST_PAGES:
            _pages.popitem(last=False)
    return found


def passing(page: str) -> Kept:
    """Compress a page fast and remember nothing: what is asked in endless ways would crowd out what is read."""
    content = page.encode()
    return Kept(content, gzip.compress(content, 5, mtime=0), brotli.compress(content, quality=4))


def shared(request: HttpRequest, tag: str, body: Body) -> HttpResponse:
    """A page that caches may keep: no cookie, an entity tag, 304 when the reader already has it."""
    known = request.headers.get("If-None-Match", "")
    fresh = tag in [one.strip().removeprefix("W/") for one in known.split(",")]
    if fresh:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = _compressed_if_wanted(request, body())
    # Two encodings are two representations: what both have in common is a weak tag.
    response["ETag"] = f"W/{tag}" if response.has_header("Content-Encoding") else tag
    response["Cache-Control"] = "public, max-age=5" if standby.in_use else "public, max-age=60"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _compressed_if_wanted(request: HttpRequest, page: Kept) -> HttpResponse:
    """The page in the encoding that the reader takes; it was compressed when it was made."""
    taken = set(_TAKES.findall(request.headers.get("Accept-Encoding", "")))
    encoding = "br" if "br" in taken else "gzip"
    if not taken:
        return HttpResponse(page.plain)
    response = HttpResponse(page.brotli if encoding == "br" else page.gzip)
    response["Content-Encoding"] = encoding
    return response
