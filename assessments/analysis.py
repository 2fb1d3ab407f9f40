"""Item analysis of a bank for a group of learners: how its questions work, on first answers only.

The first answer of a learner to a question is the earliest in any sitting, at whatever version; a test before reading
is left out, as it is in the learning record. What counts is the effective score, so a regrade mends the analysis too.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape

import numpy as np
from django.db.models import QuerySet
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from assessments.answering import Answer, first_answers, kinds_of
from assessments.engine.analysis import (
    Estimate,
    Group,
    Numbers,
    OptionStatistics,
    QuestionStatistics,
    Reliability,
    difficulty,
    groups,
    options,
    questions,
    rest_means,
)
from assessments.engine.telling import (
    HIDDEN_UNDER,
    PROVISIONAL_UNDER,
    SUPPRESS_UNDER,
    Choice,
    Flag,
    flags,
    untold_parts,
    withheld,
)
from assessments.engine.variants import CANONICAL_SEED
from assessments.models import Bank, Item, ItemVersion
from assessments.variants import variant_of
from overlook.accounts.models import Learner
from overlook.kit.errors import NotFound
from overlook.progress.models import Misconception

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
EXCERPT = 90
# Formulas are told as they were written, since their parts in a row would say something else.
_MATHS = re.compile(r'<math\b[^>]*\balttext="([^"]*)"[^>]*>.*?</math>', re.DOTALL)


def _plain(html: str) -> str:
    return " ".join(unescape(strip_tags(_MATHS.sub(r"\1", html))).split())


@dataclass(frozen=True)
class Share:
    """A share of a group, by its count; both None where the count is withheld."""

    count: float | None
    share: float | None


@dataclass(frozen=True)
class OptionRow:
    """An option, or where there are none a kind of answer. ``text`` is the author's HTML."""

    letter: str
    text: str
    right: bool
    misconception: str
    all: Share
    top: Share
    bottom: Share
    correlation: Estimate | None

    @property
    def plain(self) -> str:
        return _plain(self.text)


@dataclass(frozen=True)
class VersionRow:
    """One version and the first answers that it got; ``difficulty`` is None where these are too few to be told."""

    number: int
    created_at: datetime
    current: bool
    learners: int | None
    difficulty: Estimate | None


@dataclass(frozen=True)
class QuestionRow:
    """One question of a bank. Everything but ``n`` is None or empty where it is ``hidden``, and ``n`` is 0 there."""

    slug: str
    stem: str
    type: str
    retired: bool
    n: int
    hidden: bool
    provisional: bool
    difficulty: Estimate | None
    discrimination: Estimate | None
    alpha_without: float | None
    flags: tuple[Flag, ...]

    @property
    def excerpt(self) -> str:
        """The beginning of the question as plain text."""
        text = _plain(self.stem)
        return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rsplit(" ", 1)[0] + "…"


@dataclass(frozen=True)
class BankAnalysis:
    """``learners`` is how many answered anything; 0 where these are too few to be told."""

    bank: str
    title: str
    learners: int
    questions: tuple[QuestionRow, ...]
    reliability: Reliability | None

    @property
    def provisional(self) -> bool:
        return self.reliability is not None and self.reliability.learners < PROVISIONAL_UNDER

    @property
    def flagged(self) -> tuple[QuestionRow, ...]:
        return tuple(row for row in self.questions if row.flags)


@dataclass(frozen=True)
class QuestionAnalysis:
    """One question. ``version`` is the one that was asked for, None for all; ``extreme`` the size of top and bottom."""

    bank: str
    bank_title: str
    question: QuestionRow
    version: int | None
    versions: tuple[VersionRow, ...]
    options: tuple[OptionRow, ...]
    several: bool
    extreme: int | None
    groups: tuple[Group, ...]
    reliability: Reliability | None


@dataclass(frozen=True)
class _Bank:
    """What is read: a bank with its questions in order, and everybody's first answers as a matrix."""

    bank: Bank
    items: list[Item]
    versions: Mapping[int, ItemVersion]
    answers: list[Answer]
    matrix: Numbers
    row_of: Mapping[int, int]

    def of(self, item: Item) -> list[Answer]:
        return [answer for answer in self.answers if answer.item == item.pk]


def bank_analysis(*, learners: QuerySet[Learner], bank: str, contexts: Collection[str]) -> BankAnalysis:
    """Every question of a public bank that measures an objective. Four queries, however many answers there are.

    ``contexts`` are the assignments whose sittings may be looked at, beside what learners do for themselves.
    """
    read = _read(learners, bank, contexts)
    statistics, whole = questions(read.matrix, at_least=HIDDEN_UNDER)
    rows = [
        _question(read, column, one, whole, _choices(read, item, read.of(item), column))
        for column, (item, one) in enumerate(zip(read.items, statistics, strict=True))
    ]
    people = len(read.row_of)
    return BankAnalysis(bank, read.bank.title, people if people >= HIDDEN_UNDER else 0, tuple(rows), whole)


def question_analysis(
    *, learners: QuerySet[Learner], bank: str, item: str, contexts: Collection[str], version: int | None = None
) -> QuestionAnalysis:
    """One question, over the first answers to all of its versions or to one. Five queries.

    Raises
    ------
    NotFound
        There is no such bank, question or version.
    """
    read = _read(learners, bank, contexts)
    column = next((index for index, one in enumerate(read.items) if one.slug == item), None)
    if column is None:
        raise NotFound(_("There is no such question."))
    asked = read.items[column]
    versions = _versions(read, asked)
    answers = read.of(asked)
    matrix = read.matrix
    if version is not None:
        if all(row.number != version for row in versions):
            raise NotFound(_("There is no such version of this question."))
        shown = next(row for row in versions if row.number == version)
        numbers = {pk: found.number for pk, found in read.versions.items()}
        answers = [answer for answer in answers if numbers[answer.version] == version and shown.learners is not None]
        matrix = matrix.copy()
        kept = [read.row_of[answer.learner] for answer in answers]
        matrix[:, column] = np.nan
        matrix[kept, column] = read.matrix[kept, column]
    statistics, whole = questions(matrix, at_least=HIDDEN_UNDER)
    choices = _choices(read, asked, answers, column)
    row = _question(read, column, statistics[column], whole, choices)
    told = not row.hidden
    rest = rest_means(matrix, column)
    curve = groups(matrix[:, column], rest, at_least=SUPPRESS_UNDER) if told else []
    return QuestionAnalysis(
        bank=read.bank.slug,
        bank_title=read.bank.title,
        question=row,
        version=version,
        versions=versions,
        options=_option_rows(choices) if told else (),
        several=choices.several,
        extreme=choices.extreme if told and choices.extreme >= SUPPRESS_UNDER else None,
        groups=tuple(curve) if len(curve) > 1 else (),
        reliability=whole,
    )


def _read(learners: QuerySet[Learner], slug: str, contexts: Collection[str]) -> _Bank:
    bank = Bank.objects.public().filter(slug=slug).first()
    if bank is None:
        raise NotFound(_("There are no such questions."))
    rows = ItemVersion.objects.filter(item__bank=bank, item__current__isnull=False)
    versions = {
        version.pk: version
        for version in rows.select_related("item", "key").order_by("item__position", "item", "number")
    }
    answers = first_answers(learners=learners, bank=bank, contexts=contexts)
    met = {answer.item for answer in answers}
    newest = {version.item_id: version for version in versions.values() if version.pk == version.item.current_id}
    items = [
        version.item
        for version in newest.values()
        if version.objectives and (not version.item.retired or version.item_id in met)
    ]
    columns = {item.pk: column for column, item in enumerate(items)}
    answers = [answer for answer in answers if answer.item in columns]
    row_of = {learner: row for row, learner in enumerate(sorted({answer.learner for answer in answers}))}
    matrix = np.full((len(row_of), len(items)), np.nan)
    for answer in answers:
        matrix[row_of[answer.learner], columns[answer.item]] = answer.fraction
    return _Bank(bank, items, versions, answers, matrix, row_of)


def _question(
    read: _Bank, column: int, one: QuestionStatistics, whole: Reliability | None, choices: "_Choices"
) -> QuestionRow:
    item = read.items[column]
    current = read.versions[item.current_id or 0]
    hidden = one.n < HIDDEN_UNDER
    chance = 1 / len(choices.rows) if choices.guessable and choices.rows else None
    return QuestionRow(
        slug=item.slug,
        stem=str(variant_of(current, CANONICAL_SEED).public["stem"]),
        type=current.type,
        retired=item.retired,
        n=0 if hidden else one.n,
        hidden=hidden,
        provisional=not hidden and one.n < PROVISIONAL_UNDER,
        difficulty=None if hidden else one.difficulty,
        discrimination=None if hidden else one.discrimination,
        alpha_without=None if hidden else one.alpha_without,
        flags=tuple(flags(one, choices.for_rules(), alpha=whole.alpha if whole else None, chance=chance)),
    )


@dataclass(frozen=True)
class _Choices:
    """What could be answered, in the author's order, with its statistics; ``several`` may be chosen at once."""

    rows: Sequence[tuple[str, str, bool, str]]
    statistics: Sequence[OptionStatistics]
    hidden: Sequence[bool]
    extreme: int
    several: bool
    guessable: bool

    def for_rules(self) -> list[Choice]:
        return [
            Choice(letter, right, None if hide else found)
            for (letter, _text, right, _tag), found, hide in zip(self.rows, self.statistics, self.hidden, strict=True)
        ]


def _choices(read: _Bank, item: Item, answers: Sequence[Answer], column: int) -> _Choices:
    kinds = kinds_of([version for version in read.versions.values() if version.item_id == item.pk], answers)
    chosen = np.array(kinds.chosen, dtype=bool).reshape(len(answers), len(kinds.rows))
    if not answers:
        return _Choices((), (), (), 0, kinds.several, kinds.guessable)
    rest = rest_means(read.matrix, column)[[read.row_of[answer.learner] for answer in answers]]
    extreme, found = options(chosen, rest)
    rows = [
        (LETTERS[place % len(LETTERS)], kind.text, kind.right, kind.misconception)
        for place, kind in enumerate(kinds.rows)
    ]
    return _Choices(
        rows, found, _untold([one.chosen for one in found], kinds.several), extreme, kinds.several, kinds.guessable
    )


def _untold(counts: Sequence[float], several: bool) -> list[bool]:
    """Where several may be chosen at once the counts have no total to compute a withheld one from."""
    return [0 < count < SUPPRESS_UNDER for count in counts] if several else withheld(counts)


def _option_rows(choices: _Choices) -> tuple[OptionRow, ...]:
    size = choices.extreme
    columns = [[one.top for one in choices.statistics], [one.bottom for one in choices.statistics]]
    top, bottom = (
        [
            _share(count, size, hide or hidden or size < SUPPRESS_UNDER)
            for count, hide, hidden in zip(counts, _untold(counts, choices.several), choices.hidden, strict=True)
        ]
        for counts in columns
    )
    texts = dict(
        Misconception.objects.filter(slug__in={tag for *_most, tag in choices.rows if tag}).values_list("slug", "text")
    )
    return tuple(
        OptionRow(
            letter=letter,
            text=text or texts.get(tag, tag),
            right=right,
            misconception=texts.get(tag, tag),
            all=Share(None, None) if hide else Share(one.chosen, one.share),
            top=top[place],
            bottom=bottom[place],
            correlation=None if hide else one.correlation,
        )
        for place, ((letter, text, right, tag), one, hide) in enumerate(
            zip(choices.rows, choices.statistics, choices.hidden, strict=True)
        )
    )


def _share(count: float, size: int, hide: bool) -> Share:
    return Share(None, None) if hide else Share(count, min(1.0, count / size))


def _versions(read: _Bank, item: Item) -> tuple[VersionRow, ...]:
    """Newest first. A version with too few learners says nothing, nor does one that would give another away."""
    versions = [version for version in read.versions.values() if version.item_id == item.pk]
    scores = {
        version.pk: np.array([answer.fraction for answer in read.of(item) if answer.version == version.pk])
        for version in versions
    }
    answered = [version for version in versions if scores[version.pk].size]
    untold = untold_parts([scores[version.pk].size for version in answered])
    told = {version.pk for version, hide in zip(answered, untold, strict=True) if not hide}
    return tuple(
        VersionRow(
            number=version.number,
            created_at=version.created_at,
            current=version.pk == item.current_id,
            learners=scores[version.pk].size if version.pk in told or not scores[version.pk].size else None,
            difficulty=difficulty(scores[version.pk]) if version.pk in told else None,
        )
        for version in reversed(versions)
    )
