"""Suggest an edit: the blocks of an essay, the form for one of them, and what became of a reader's own."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from essays import pages, selectors
from essays.contract import Problem
from essays.edits import queue, suggestions
from essays.edits.manuscript import Manuscript
from essays.edits.wording import Block
from essays.fingerprints import fingerprint
from essays.sharing import Kept, keep, kept, shared
from overlook.accounts.models import User
from overlook.accounts.sessions import count_from, ensure_learner, forget_anonymous, present_learner
from overlook.kit.clock import now
from overlook.kit.errors import Invalid, TooMany
from overlook.kit.origin import same_origin_required
from overlook.kit.refs import new_ref

# An address may be a school's. Looking costs the lint's time, too.
_MOST_FROM, _MOST_LOOKS_FROM, _WINDOW = 120, 600, 60 * 60
_SHOWN_PROBLEMS = 8


@dataclass(frozen=True)
class Typed:
    """What a reader has typed so far."""

    text: str
    why: str = ""
    name: str = ""
    key: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Typed":
        fields = (request.POST.get(name, "") for name in ("text", "why", "name", "key"))
        return cls(*(suggestions.tidy(field) for field in fields))


@same_origin_required
def suggest(request: HttpRequest, slug: str) -> HttpResponse:
    """Without ``?at=``, every block of the essay with its link. With it, the form for the block on that line."""
    if "at" not in request.GET:
        return _every_block(request, slug)
    return _one_block(request, slug)


@require_safe
def blocks(request: HttpRequest, slug: str) -> HttpResponse:
    """The blocks with what tells each apart in the page, for the links beside them: the same for everybody."""
    source = queue.manuscript_of(slug)
    tag = pages.etag_of("blocks", source.sha256)

    def body() -> Kept:
        listed = [_told_apart(source, block) for block in source.blocks]
        return keep(tag, JsonResponse({"blocks": listed}).content.decode())

    response = shared(request, tag, lambda: kept(tag) or body())
    response["Content-Type"] = "application/json"
    return response


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """A reader's own suggestions and what became of them."""
    context = {"nav": "me", "rows": queue.suggestions_of(present_learner(request))}
    return render(request, "essays/my_suggestions.html", context)


@require_safe
def _every_block(request: HttpRequest, slug: str) -> HttpResponse:
    edition, source = selectors.edition(slug), queue.manuscript_of(slug)
    tag = pages.etag_of("suggest", edition.sha256, pages.front_stamp(request))

    def body() -> Kept:
        context = {"essay": edition.manifest, "sections": queue.sections(source)}
        return keep(tag, render_to_string("essays/suggest.html", context, request))

    return shared(request, tag, lambda: kept(tag) or body())


@never_cache
def _one_block(request: HttpRequest, slug: str) -> HttpResponse:
    source = queue.manuscript_of(slug, request.POST.get("version", ""))
    block = source.block(_line(request.GET["at"]))
    if request.method != "POST":
        return _form(request, source, block, Typed(block.text, name=_own_name(request), key=new_ref()))
    typed = Typed.of(request)
    try:
        _count(request, "looks", _MOST_LOOKS_FROM)
        suggestions.check(block=block, after=typed.text, why=typed.why, name=typed.name)
        problems = source.brought(block, typed.text)
        if "look" in request.POST or (problems and "anyway" not in request.POST):
            return _form(request, source, block, typed, problems=problems, looked=True)
        return _sent(request, source, block, typed, problems)
    except (Invalid, TooMany) as refusal:
        return _form(request, source, block, typed, refusal=refusal)


def _sent(
    request: HttpRequest, source: Manuscript, block: Block, typed: Typed, problems: list[Problem]
) -> HttpResponse:
    _count(request, "suggestions", _MOST_FROM)
    known = present_learner(request)
    learner = known or ensure_learner(request)
    sent = suggestions.suggest(
        learner=learner,
        manuscript=source,
        line=block.line,
        after=typed.text,
        why=typed.why,
        name=typed.name,
        problems=problems,
        at=now(),
        key=typed.key,
    )
    if known is None and sent.learner_id != learner.pk:
        # The form was sent twice, and the first sending has made this reader's session already.
        forget_anonymous(request)
    messages.success(request, _("Thank you. An editor will read it, and you will see here what became of it."))
    return redirect(f"/me/suggestions#{sent.ref}")


def _count(request: HttpRequest, what: str, most: int) -> None:
    if count_from(request, what, seconds=_WINDOW) > most:
        raise TooMany(_("Very many suggestions came from your address just now. Try again in an hour."))


def _form(
    request: HttpRequest,
    source: Manuscript,
    block: Block,
    typed: Typed,
    *,
    problems: list[Problem] | None = None,
    looked: bool = False,
    refusal: Invalid | TooMany | None = None,
) -> HttpResponse:
    """The form with what was typed; 422 where it was to be sent and was not."""
    found = problems or []
    context = {
        "essay": selectors.edition(source.slug).manifest,
        "source": source,
        "line": block.line,
        "kind": queue.KINDS[block.kind],
        "section": source.plain(block.section) if block.kind != "heading" else "",
        "rendered": source.html(block.kind, block.text),
        "typed": typed,
        "problems": found[:_SHOWN_PROBLEMS],
        "more": max(0, len(found) - _SHOWN_PROBLEMS),
        "preview": source.html(block.kind, typed.text) if looked else "",
        "refusal": refusal,
        "rows": min(20, 3 + len(typed.text) // 70 + typed.text.count("\n")),
        "limits": suggestions,
    }
    status = refusal.status if refusal else 422 if found and "look" not in request.POST else 200
    return render(request, "essays/suggest_form.html", context, status=status)


def _line(text: str) -> int:
    """A line of a file; 0, which no block begins on, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _own_name(request: HttpRequest) -> str:
    return request.user.name if isinstance(request.user, User) else ""


def _told_apart(source: Manuscript, block: Block) -> dict[str, Any]:
    """A figure's texts are known by the figure, every other block by its words."""
    known = {"of": block.of} if block.of else {"mark": fingerprint(source.html(block.kind, block.text))}
    return {"at": block.line, "kind": block.kind, **known}
