"""Pages of the tests of an essay: before reading, after reading, a week later; and what was gained between them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.afresh import open_test
from assessments.engine.variants import digest
from assessments.models import Attempt
from assessments.selectors import own_attempt
from assessments.services import respond, submit_attempt
from assessments.sittings import QuestionView, question_view, sitting_view, sittings_in
from essays import selectors
from essays.asking.questions import AFTER, BEFORE, LATER, items_of_test
from essays.fields import answer_fields, whole
from overlook.accounts.models import Learner
from overlook.accounts.sessions import ensure_learner, present_learner
from overlook.kit.clock import now
from overlook.kit.errors import Conflict, Invalid, NotFound
from overlook.kit.origin import same_origin_required
from overlook.progress.gains import GAINED, LOST, OPEN, SOME, TOO_FEW, Gain, Sitting, gain_of
from overlook.progress.selectors import standings

APART = timedelta(days=7)
"""How long after the test after reading the delayed one may be taken."""

READY, RUNNING, TAKEN, WAITING, PAST = "ready", "running", "taken", "waiting", "past"
_TITLES: Mapping[str, str | Promise] = {
    BEFORE: gettext_lazy("Before reading"),
    AFTER: gettext_lazy("After reading"),
    LATER: gettext_lazy("A week later"),
}


@dataclass(frozen=True)
class EssayTest:
    """One of the three tests, as one learner stands to it.

    ``sitting`` is None until it was handed in and graded; ``opens_at`` is set while it has to wait.
    """

    kind: str
    title: str | Promise
    state: str
    questions: int
    sitting: Sitting | None = None
    taken_at: datetime | None = None
    opens_at: datetime | None = None

    @property
    def right(self) -> float:
        return round(self.sitting.right, 2) if self.sitting else 0.0


@dataclass(frozen=True)
class Compared:
    """The gain from one test to another, in a sentence that does not claim more than it may."""

    name: str
    gain: Gain
    sentence: str


def context_of(kind: str) -> str:
    """The context of a test's answers; progress reads it, and leaves what was before reading out of the evidence."""
    return f"test:{kind}"


def tests_of(learner: Learner | None, essay: str, *, at: datetime) -> list[EssayTest]:
    """The three tests of an essay. A fixed number of queries."""
    taken = _sittings(learner, essay, at)
    begun = selectors.reading_of(learner, essay)
    read = bool(begun and begun.furthest > 1) or any(one.answers for one in standings(learner, essay=essay))
    found = []
    for kind, title in _TITLES.items():
        attempt, sitting = taken.get(kind, (None, None))
        questions = len(items_of_test(essay, kind))
        if attempt is None:
            state, opens = _may_begin(kind, read, taken, at)
            found.append(EssayTest(kind, title, state, questions, opens_at=opens))
        elif attempt.is_open:
            found.append(EssayTest(kind, title, RUNNING, questions))
        else:
            found.append(EssayTest(kind, title, TAKEN, questions, sitting, attempt.closed_at))
    return found


def compared(tests: list[EssayTest]) -> list[Compared]:
    """What was gained by reading, and what of it was still there a week later."""
    by_kind = {test.kind: test.sitting for test in tests}
    pairs = (
        (BEFORE, AFTER, _("From before to after reading")),
        (BEFORE, LATER, _("From before reading to a week later")),
    )
    found: list[Compared] = []
    for first, second, name in pairs:
        before, after = by_kind.get(first), by_kind.get(second)
        gain = gain_of(before, after) if before and after else None
        if gain and before and after:
            found.append(Compared(name, gain, _sentence(before, after, gain)))
    return found


@never_cache
@same_origin_required
@require_http_methods(["GET", "HEAD", "POST"])
def tests(request: HttpRequest, slug: str) -> HttpResponse:
    """The three tests of an essay and the gain between them; POST ``kind`` begins one."""
    essay = entry_of(slug)
    if request.method == "POST":
        return _begin(request, slug, request.POST.get("kind", ""))
    learner = present_learner(request)
    found = tests_of(learner, slug, at=now())
    zone = learner.time_zone if learner else "UTC"
    context = {"nav": "me", "essay": essay, "tests": found, "compared": compared(found), "zone": zone}
    return render(request, "essays/tests.html", context)


@never_cache
@same_origin_required
@require_http_methods(["GET", "HEAD", "POST"])
def test(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """One question of a running test a screen (``?q=2``), then all of them to look over; POST: an answer, or all handed
    in."""
    essay, attempt = entry_of(slug), _running(present_learner(request), slug, kind)
    if attempt is None:
        return redirect(f"/e/{slug}/test")
    total, number = attempt.slots.count(), max(whole(request.GET.get("q", "1")), 1)
    if "hand-in" in request.POST:
        submit_attempt(attempt=attempt, at=now())
        return redirect(f"/e/{slug}/test")
    context = {"nav": "me", "essay": essay, "title": _TITLES[kind], "number": number, "total": total}
    if number > total:
        view = sitting_view(attempt)
        return render(request, "essays/test_end.html", {**context, "view": view, "path": request.path})
    asked = question_view(attempt, number, at=now())
    if request.method == "POST":
        return _answered(request, attempt, asked, context)
    return _question(request, asked, context)


def _answered(request: HttpRequest, attempt: Attempt, asked: QuestionView, context: dict[str, object]) -> HttpResponse:
    fields, number = answer_fields(request), asked.number
    try:
        respond(
            attempt=attempt,
            item_id=asked.item.id,
            payload=fields,
            idempotency_key=request.POST.get("idempotency_key") or f"test:{digest([number, fields])}",
            confidence=fields.get("confidence", ""),
            at=now(),
        )
    except Conflict:
        pass
    except Invalid as refusal:
        again = question_view(attempt, number, at=now(), fields=fields)
        view = replace(again.item, refusal=refusal.message, errors=refusal.fields)
        return _question(request, replace(again, item=view), context, status=422)
    return redirect(f"{request.path}?q={number + 1}")


def _question(request: HttpRequest, asked: QuestionView, context: dict[str, object], status: int = 200) -> HttpResponse:
    view = replace(asked.item, action=f"{request.path}?q={asked.number}", hint_costs=())
    return render(request, "essays/test.html", {**context, "item": view, "done": asked.tries > 0}, status=status)


def _begin(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    learner = present_learner(request)
    found = next((test for test in tests_of(learner, slug, at=now()) if test.kind == kind), None)
    if found is None:
        raise NotFound(_("There is no such test."))
    if found.state not in (READY, RUNNING):
        raise Conflict(_("This test cannot be begun now. Go back to the tests of the essay to see why."))
    open_test(
        learner=ensure_learner(request),
        bank=slug,
        items=items_of_test(slug, kind),
        context=context_of(kind),
        at=now(),
    )
    return redirect(f"/e/{slug}/test/{kind}")


def _may_begin(
    kind: str, read: bool, taken: Mapping[str, tuple[Attempt, Sitting | None]], at: datetime
) -> tuple[str, datetime | None]:
    if kind == BEFORE:
        return (PAST if read or AFTER in taken else READY), None
    if kind == AFTER:
        return READY, None
    closed = taken[AFTER][0].closed_at if AFTER in taken else None
    if closed is None:
        return WAITING, None
    return (READY, None) if closed + APART <= at else (WAITING, closed + APART)


def _sittings(learner: Learner | None, essay: str, at: datetime) -> dict[str, tuple[Attempt, Sitting | None]]:
    """By kind, the attempt and what came of it; None while it is open or being graded."""
    if learner is None:
        return {}
    contexts = {context_of(kind): kind for kind in _TITLES}
    found: dict[str, tuple[Attempt, Sitting | None]] = {}
    lines = sittings_in(list(contexts), at=at, learners=[learner.pk], told=True)
    for (_learner, context), sittings in lines.items():
        for line in sittings:
            if line.attempt.assessment.slug == essay:
                known = None if line.total is None else Sitting(float(line.total) * line.questions, line.questions)
                found.setdefault(contexts[context], (line.attempt, known))
    return found


def _running(learner: Learner | None, essay: str, kind: str) -> Attempt | None:
    if kind not in _TITLES:
        raise NotFound(_("There is no such test."))
    attempt, _sitting = _sittings(learner, essay, now()).get(kind, (None, None))
    return own_attempt(learner, attempt.ref) if attempt and attempt.is_open else None


def entry_of(slug: str) -> selectors.Entry:
    """The essay of that slug, which has a question at least."""
    found = next((entry for entry in selectors.catalogue() if entry.slug == slug), None)
    if found is None or not items_of_test(slug, AFTER):
        raise NotFound(_("There is no such essay."))
    return found


def _sentence(before: Sitting, after: Sitting, gain: Gain) -> str:
    counts = _("%(a)s of %(n)d before, %(b)s of %(m)d after.")
    words = {
        TOO_FEW: _("So few questions cannot tell a gain from chance: take it as a hint, not as a number."),
        GAINED: _("Of what there was to gain, about %(change)d %% was gained, likely between %(low)d and %(high)d %%."),
        SOME: _(
            "Something was gained; how much, so few questions cannot tell: between %(low)d and %(high)d %% of what "
            "there was to gain."
        ),
        LOST: _("That is less than before, by more than chance alone would make likely."),
        OPEN: _(
            "Chance alone may do as much: the gain lies between %(low)d and %(high)d %% of what there was to gain."
        ),
    }
    return f"{counts} {words[gain.state]}" % {
        "a": f"{before.right:g}",
        "n": before.n,
        "b": f"{after.right:g}",
        "m": after.n,
        "change": round(100 * (gain.change or 0)),
        "low": round(100 * gain.low),
        "high": round(100 * gain.high),
    }
