"""``/author``: the essay folders as they are, and the preview that an author keeps open beside the editor."""

import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.unpublished import hinted, tried, view
from essays import pages, selectors
from essays.build import load
from essays.contract import Problem
from essays.publish import build_root, is_fresh
from essays.registry import essay_folders, titles
from essays.workshop import drafts, previewing, sheets, stepping
from essays.workshop.drafting import bench_of
from essays.workshop.drafts import Draft
from essays.workshop.editors import editors_only
from essays.workshop.previewing import View
from overlook.kit.errors import NotFound
from overlook.kit.origin import same_origin_required

_LONGEST_FIELD = 2000
_SENDING = frozenset({"csrfmiddlewaretoken", "idempotency_key", "figure_state", "hint", "skip"})

_ROOTS = frozenset({"yaml", "unreadable", "build", "node"})


@dataclass(frozen=True)
class Listed:
    """One essay folder: whether readers see it, and whether as it is here."""

    slug: str
    title: str
    published: bool
    same: bool
    problems: int


@dataclass(frozen=True)
class Line:
    """A line of a source, with what is wrong in it."""

    number: int
    text: str
    problems: tuple[Problem, ...]


@editors_only
@require_GET
def folders(request: HttpRequest) -> HttpResponse:
    """Every essay folder with its state."""
    published = {entry.slug: entry.sha256 for entry in selectors.catalogue()}
    named = titles()
    listed = [_as_built(path, published, named) or _listed(path.name, published) for path in essay_folders()]
    return render(request, "essays/author.html", {"listed": listed, "nav": "author"})


def _as_built(path: Path, published: dict[str, str], named: dict[str, str]) -> Listed | None:
    """A folder that nobody has touched since it was published: that is told without building anything."""
    if path.name not in published or not is_fresh([path], named, root=build_root()):
        return None
    artefact = load(build_root() / path.name)
    same = artefact.sha256 == published[path.name]
    return Listed(path.name, str(artefact.manifest["title"]), published=True, same=True, problems=0) if same else None


def _listed(slug: str, published: dict[str, str]) -> Listed:
    draft = drafts.draft(slug)
    artefact = draft.artefact
    same = draft.state == drafts.WHOLE and artefact is not None and artefact.sha256 == published.get(draft.slug)
    title = str(artefact.manifest["title"]) if artefact else draft.slug
    return Listed(draft.slug, title or draft.slug, draft.slug in published, same, len(draft.problems))


@editors_only
@require_GET
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The source, the page, its problems, and a figure's present state."""
    draft, looked = drafts.draft(slug), View.of(request.GET.get("view", ""))
    file, names = previewing.tabs(draft, request.GET.get("file", ""))
    computed = drafts.recomputed(draft)
    problems = sorted({*draft.problems, *(computed or ())}, key=_first_to_mend)
    context = {
        "nav": "author",
        "draft": draft,
        "title": draft.artefact.manifest["title"] if draft.artefact else slug,
        "view": looked,
        "looked": str(looked),
        "asked": _figure_query(request),
        "file": file,
        "files": [(name, sum(one.file == name for one in problems)) for name in names],
        "lines": _lines(draft.texts.get(file, ""), [one for one in problems if one.file == file]),
        "problems": problems,
        "computed": computed is not None,
        "claims": len(draft.context.folder.claims) if draft.context else 0,
        "figures": _figures(draft),
        "published": slug in {entry.slug for entry in selectors.catalogue()},
        **_inspected(request, draft),
    }
    return render(request, "essays/preview.html", context)


@editors_only
@require_GET
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The previewed page, for the frame."""
    draft = drafts.draft(slug)
    if draft.artefact is None:
        html = render_to_string("essays/preview_nothing.html", {"draft": draft}, request)
        return previewing.framed(request, slug, html)
    return previewing.page(request, draft, View.of(request.GET.get("view", "")))


@editors_only
@require_GET
def digest(request: HttpRequest, slug: str) -> HttpResponse:
    """What changes when a file is saved."""
    return JsonResponse({"digest": drafts.stamp_of(drafts.folder_of(slug))})


@editors_only
@require_GET
def inspector(request: HttpRequest, slug: str) -> HttpResponse:
    """A figure in the state of the query, as a fragment of the preview."""
    looked = str(View.of(request.GET.get("view", "")))
    context = {"looked": looked, **_inspected(request, drafts.draft(slug))}
    return render(request, "essays/preview_inspected.html", context)


@same_origin_required
@editors_only
@require_POST
def claims(request: HttpRequest, slug: str) -> HttpResponse:
    """Recompute every claim, and go back to the list of problems."""
    drafts.recompute(drafts.draft(slug))
    looked = View.of(request.POST.get("view", ""))
    return redirect(f"/author/{slug}/preview{f'?view={looked}' if str(looked) else ''}#checks")


@editors_only
@require_GET
def sheet(request: HttpRequest, name: str) -> HttpResponse:
    """The site's stylesheet in one scheme, or as it prints."""
    try:
        return HttpResponse(sheets.sheet(name), content_type="text/css; charset=utf-8")
    except KeyError as error:
        raise NotFound(_("There is no such stylesheet.")) from error


@editors_only
@require_GET
def data(request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    """A data file of the draft."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return FileResponse(drafts.data_file(slug, name).open("rb"), content_type=kind)


@editors_only
@require_GET
def figure(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The numbers behind a figure of the draft."""
    draft = _shown(slug)
    edition = previewing.edition_of(draft)
    context = pages.figure_numbers(edition, name, pages.asked_state(edition, request.GET))
    template = "essays/figure_table.html" if "HX-Request" in request.headers else "essays/figure_numbers.html"
    return previewing.framed(request, slug, render_to_string(template, context, request))


@editors_only
@require_GET
def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    """Where each number of the draft comes from."""
    html = render_to_string("essays/numbers.html", {"essay": previewing.edition_of(_shown(slug)).manifest}, request)
    return previewing.framed(request, slug, html)


@same_origin_required
@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, slug: str, name: str, hint: bool = False) -> HttpResponse:
    """A question of the draft: what is answered here is graded, told, and forgotten."""
    draft = _shown(slug)
    if draft.artefact is None or name not in draft.specs:
        raise NotFound(_("There is no such question."))
    bench, spec = bench_of(draft.artefact), draft.specs[name]
    if hint:
        asked = request.POST.get("hint", "")
        shown = hinted(bench, spec, int(asked) if asked.isdecimal() and len(asked) < 4 else 1)
    else:
        shown = tried(bench, spec, _fields(request)) if request.method == "POST" else view(bench, spec)
    part = "assessments/hints.html" if hint else "assessments/item.html"
    template = part if "HX-Request" in request.headers else "essays/preview_item.html"
    return previewing.framed(request, slug, render_to_string(template, {"item": shown}, request))


@same_origin_required
@editors_only
@require_http_methods(["GET", "HEAD", "POST"])
def predict(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A prediction of the draft: the page behaves as it would, and nothing is stored."""
    draft = _shown(slug)
    if draft.artefact is None or name not in draft.specs:
        raise NotFound(_("There is no such prediction."))
    if request.method != "POST":
        return HttpResponse(status=204)
    bench, spec, skipped = bench_of(draft.artefact), draft.specs[name], "skip" in request.POST
    shown = view(bench, spec) if skipped else tried(bench, spec, _fields(request))
    context: dict[str, Any] = {"item": shown, "action": pages.predict_url(slug, name), "essay": draft.artefact.manifest}
    if shown.refusal:
        context["refusal"] = {"message": shown.refusal, "fields": shown.errors}
    else:
        edition, secret = previewing.edition_of(draft), draft.artefact.secret
        reveal = pages.assemble(edition, secret["reveals"].get(name, []), {}, {})
        context |= {"given": {"predicted": not skipped}, "reveal": reveal, "fresh": True}
    template = "essays/predict.html" if "HX-Request" in request.headers else "essays/preview_predict.html"
    return previewing.framed(request, slug, render_to_string(template, context, request))


@same_origin_required
@editors_only
def elsewhere(request: HttpRequest, slug: str, rest: str) -> HttpResponse:
    """Whatever else the page asks for is a reader's own, and there is none here."""
    drafts.folder_of(slug)
    if "HX-Request" in request.headers:
        return HttpResponse(status=204)
    html = render_to_string("essays/preview_nothing.html", {"personal": True}, request)
    return previewing.framed(request, slug, html)


def _shown(slug: str) -> Draft:
    draft = drafts.draft(slug)
    if draft.artefact is None:
        raise NotFound(_("This essay cannot be shown yet."))
    return draft


def _fields(request: HttpRequest) -> dict[str, str]:
    return {name: str(value)[:_LONGEST_FIELD] for name, value in request.POST.items() if name not in _SENDING}


def _first_to_mend(problem: Problem) -> tuple[bool, Problem]:
    """A file that cannot be read makes problems of much else, so it comes first."""
    return problem.rule not in _ROOTS, problem


def _lines(text: str, problems: list[Problem]) -> list[Line]:
    return [
        Line(number, line, tuple(one for one in problems if one.line == number))
        for number, line in enumerate(text.split("\n"), start=1)
    ]


def _figures(draft: Draft) -> list[tuple[str, str]]:
    if draft.artefact is None:
        return []
    return [(name, one["title"] or name) for name, one in draft.artefact.manifest["figures"].items()]


def _inspected(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    """What may be copied of the figure that the query names; nothing when it names none."""
    name = request.GET.get("fig", "")
    if draft.artefact is None or draft.context is None or name not in draft.artefact.manifest["figures"]:
        return {"inspected": None, "draft": draft}
    edition = previewing.edition_of(draft)
    asked = pages.asked_state(edition, request.GET)
    return {"inspected": stepping.copied(edition, draft.context, name, asked), "draft": draft}


def _figure_query(request: HttpRequest) -> str:
    """The part of the query that puts a figure into a state, for the frame's address."""
    if "fig" not in request.GET:
        return ""
    query = request.GET.copy()
    for name in ("view", "file"):
        query.pop(name, None)
    return query.urlencode()
