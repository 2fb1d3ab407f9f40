"""Runs, results and comparisons as files."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from overlook.kit.errors import Invalid
from simulations import comparing, downloads, finding

# What a result says never changes, but how a release draws it may: a day, then ask whether it is still the same.
_KEPT_SECONDS = 24 * 60 * 60


@require_safe
def run_csv(request: HttpRequest, ref: str) -> HttpResponseBase:
    """What is computed so far."""
    found = finding.own_run(request, ref)
    return _sent(request, downloads.of_run(found.recipe, found.seeds, name=f"run-{found.ref}.csv"))


@require_safe
def result_file(request: HttpRequest, digest: str, kind: str) -> HttpResponseBase:
    """The result as CSV, JSON or picture, or the code that computes it."""
    found = finding.result(request, digest)
    return _sent(request, downloads.of_result(found, kind, address=_address(request, found.hash)))


@require_safe
def compare_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Two results over each other, as one picture."""
    found = comparing.read(request.GET.getlist("r"), finding.reader(request))
    if len(found) != 2:
        raise Invalid(_("Two results are compared at a time."))
    addresses = [_address(request, result.hash) for result in found]
    return _sent(request, downloads.of_comparison(found[0], found[1], kind, addresses=addresses))


def _address(request: HttpRequest, digest: str) -> str:
    return request.build_absolute_uri(reverse("simulations:result", args=[digest]))


def _sent(request: HttpRequest, file: downloads.File) -> HttpResponseBase:
    answer = HttpResponse(file.body, content_type=file.content_type)
    place = "inline" if file.content_type == "image/png" else "attachment"
    answer["Content-Disposition"] = f'{place}; filename="{file.name}"'
    if file.private:
        answer["Cache-Control"] = "private, no-store"
        return answer
    answer["ETag"] = file.etag
    patch_cache_control(answer, public=True, max_age=_KEPT_SECONDS)
    return get_conditional_response(request, etag=file.etag, response=answer) or answer
