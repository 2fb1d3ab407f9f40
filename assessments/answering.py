"""The first answers of a group to the questions of a bank, and what was chosen in each, for `analysis`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from assessments.grades import ASSIGNED
from assessments.models import Bank, ItemVersion, Score
from assessments.variants import variant_of
from overlook.accounts.models import Learner
from overlook.progress.standing import BEFORE

SINGLE, MULTIPLE = "single-choice", "multiple-choice"
RIGHT, PARTLY, OTHER = "right", "partly", "other"
MOST_KEPT = 65536
_kept: dict[tuple[str, int], dict[str, str]] = {}


class Answer(NamedTuple):
    """The first answer of one learner to one question, with its effective score. ``option`` is as it was sent."""

    learner: int
    item: int
    version: int
    seed: int
    fraction: float
    raw: float
    misconception: str
    option: str


class _Scored(NamedTuple):
    """One score of the first answer in a sitting, in the order of the query's columns."""

    at: datetime
    response: int
    score: int
    context: str
    learner: int
    item: int
    version: int
    seed: int
    fraction: Decimal
    raw: Decimal
    misconception: str
    option: str | None
    options: str | None


@dataclass(frozen=True)
class Kind:
    """What an answer can be: an option, or for questions without any the outcome or wrong idea that it shows."""

    text: str
    right: bool
    misconception: str


@dataclass(frozen=True)
class Kinds:
    """``chosen`` says for each answer which of ``rows`` it is; of several options an answer may be more than one."""

    rows: tuple[Kind, ...]
    chosen: list[list[bool]]
    several: bool
    guessable: bool


def first_answers(*, learners: QuerySet[Learner], bank: Bank, contexts: Collection[str]) -> list[Answer]:
    """One query; it reads one row for each time a question was met, however often it was answered there.

    Whoever met a question first in an assignment that is not among ``contexts`` has no first answer here.
    """
    rows = (
        Score.objects.filter(
            response__seq=1,
            response__slot__attempt__learner__in=learners.values("pk"),
            response__slot__item_version__item__bank=bank,
        )
        .exclude(response__slot__attempt__context=BEFORE)
        .values_list(
            "response__at",
            "response",
            "pk",
            "response__slot__attempt__context",
            "response__slot__attempt__learner",
            "response__slot__item_version__item",
            "response__slot__item_version",
            "response__slot__seed",
            "fraction",
            "raw",
            "misconception",
            KeyTextTransform("option", "response__payload"),
            KeyTextTransform("options", "response__payload"),
        )
    )
    first: dict[tuple[int, int], _Scored] = {}
    # By response the newest score, which is the effective one; by question the earliest response.
    for row in map(_Scored._make, rows.iterator(chunk_size=5000)):
        held = first.get((row.learner, row.item))
        if held is None or (row.at, row.response, -row.score) < (held.at, held.response, -held.score):
            first[row.learner, row.item] = row
    return [_answer(row) for row in first.values() if not row.context.startswith(ASSIGNED) or row.context in contexts]


def _answer(row: _Scored) -> Answer:
    sent = row.option or row.options or ""
    return Answer(
        row.learner,
        row.item,
        row.version,
        row.seed,
        float(row.fraction),
        float(row.raw),
        row.misconception,
        sent,
    )


def kinds_of(versions: Sequence[ItemVersion], answers: Sequence[Answer]) -> Kinds:
    """What could be answered to a question, as its newest version has it, and what each of ``answers`` is."""
    newest = versions[-1]
    if newest.type in (SINGLE, MULTIPLE):
        return _options(versions, answers)
    return _outcomes(answers)


def _options(versions: Sequence[ItemVersion], answers: Sequence[Answer]) -> Kinds:
    """By their text, so that an option keeps its row when a new version moves it. Those long gone come last."""
    answered = {answer.version for answer in answers}
    rows: dict[str, Kind] = {}
    by_pk = {version.pk: version for version in versions}
    for version in reversed(versions):
        if version is versions[-1] or version.pk in answered:
            for text, key in zip(_texts(version), _keys(version), strict=True):
                rows.setdefault(text, Kind(text, bool(key["correct"]), str(key.get("misconception") or "")))
    place = {text: index for index, text in enumerate(rows)}
    chosen = []
    for answer in answers:
        marks = [False] * len(rows)
        for name, text in _names(by_pk[answer.version], answer.seed).items():
            # An id is ten hexadecimal characters, so none is part of another.
            marks[place[text]] |= name in answer.option
        chosen.append(marks)
    several = versions[-1].type == MULTIPLE
    return Kinds(tuple(rows.values()), chosen, several, guessable=not several)


def _texts(version: ItemVersion) -> list[str]:
    return list(version.public.get("texts", ()))


def _keys(version: ItemVersion) -> list[Mapping[str, object]]:
    return list(version.key.body.get("options", ()))


def _names(version: ItemVersion, seed: int) -> dict[str, str]:
    """By the opaque id that an option had in a variant, its text."""
    found = _kept.get((version.sha256, seed))
    if found is None:
        found = {option["id"]: option["text"] for option in variant_of(version, seed).public.get("options", ())}
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[version.sha256, seed] = found
    return found


def _outcomes(answers: Sequence[Answer]) -> Kinds:
    """Right, partly right, each wrong idea that showed, and whatever else was wrong."""
    tags = sorted({answer.misconception for answer in answers if answer.misconception and answer.raw < 1})
    rows = [
        (RIGHT, Kind(_("right"), True, "")),
        *((tag, Kind("", False, tag)) for tag in tags),
        (PARTLY, Kind(_("partly right"), False, "")),
        (OTHER, Kind(_("wrong in another way"), False, "")),
    ]
    said = [_outcome(answer) for answer in answers]
    kept = [(name, kind) for name, kind in rows if name == RIGHT or name in said]
    chosen = [[name == outcome for name, _kind in kept] for outcome in said]
    return Kinds(tuple(kind for _name, kind in kept), chosen, several=False, guessable=False)


def _outcome(answer: Answer) -> str:
    if answer.raw == 1:
        return RIGHT
    return answer.misconception or (PARTLY if answer.raw > 0 else OTHER)
