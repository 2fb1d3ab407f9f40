"""A simulated learner reads an essay and answers its questions, through the very verbs that the pages call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp
from random import Random
from typing import Any

from assessments.engine.contract import Json
from assessments.engine.variants import CANONICAL_SEED
from assessments.models import Item
from assessments.services import answer_item
from assessments.variants import type_of, variant_of
from essays.models import Essay
from essays.services import note_reading, predict
from overlook.accounts.models import Learner
from overlook.ops.demo.people import SEED, Person


@dataclass(frozen=True)
class Question:
    """A published item with what can be answered to it: the right answer, and wrong ones by their misconception."""

    bank: str
    item: str
    objective: int
    difficulty: float
    predicted: bool
    right: Json
    wrong: Sequence[tuple[str, Json]]


def questions_of(essay: Essay, random: Random) -> list[Question]:
    """The essay's questions in their order, each with a difficulty drawn from ``random``."""
    rows = Item.objects.filter(bank__slug=essay.slug, bank__organisation=None, retired=False, current__isnull=False)
    objectives: dict[str, int] = {}
    reveals = essay.current.secret.get("reveals", {}) if essay.current else {}
    questions = []
    for item in rows.select_related("bank", "current__key", "current__item").order_by("position"):
        version = item.current
        if version is None:
            continue
        kind, variant = type_of(version), variant_of(version, CANONICAL_SEED)
        verdicts = [
            (kind.grade(kind.parse_response(fields, variant), variant), fields) for fields in kind.mistakes(variant)
        ]
        name = version.objectives[0] if version.objectives else ""
        questions.append(
            Question(
                bank=essay.slug,
                item=item.slug,
                objective=objectives.setdefault(name, len(objectives)),
                difficulty=random.gauss(0.0, 0.7),
                predicted=item.slug in reveals,
                right=kind.reference(variant),
                wrong=[(verdict.misconception, fields) for verdict, fields in verdicts],
            )
        )
    return questions


@dataclass(frozen=True)
class Span:
    """From when to when somebody worked on an essay."""

    begin: datetime
    end: datetime

    def at(self, share: float) -> datetime:
        return self.begin + (self.end - self.begin) * share


def learn(
    person: Person, learner: Learner, essay: Essay, questions: Sequence[Question], span: Span, random: Random
) -> int:
    """Read as far as the person's pace goes and answer on the way; returns how many answers were given."""
    if person.pace == 0 or span.end <= span.begin:
        return 0
    marks = len(essay.current.manifest["marks"]) + 1 if essay.current else 0
    reached = round(person.pace * len(questions))
    holds = _held(questions, random)
    given = 0
    for number, question in enumerate(questions[:reached], 1):
        at = span.at(number / (reached + 1))
        note_reading(learner=learner, essay=essay, furthest=marks * number // (len(questions) + 1), at=at)
        given += _answer(person, learner, essay, question, at, holds, random)
    if reached == len(questions):
        note_reading(learner=learner, essay=essay, furthest=marks, at=span.at(0.999))
    return given


def _held(questions: Sequence[Question], random: Random) -> frozenset[str]:
    """The wrong ideas that this person came with: some ideas are popular in the whole cohort, most are rare."""
    tags = sorted({tag for question in questions for tag, _fields in question.wrong if tag})
    Random(SEED).shuffle(tags)  # noqa: S311  a simulation, not a secret
    return frozenset(tag for rank, tag in enumerate(tags) if random.random() < 0.7 / (1 + 0.6 * rank))


def _answer(
    person: Person,
    learner: Learner,
    essay: Essay,
    question: Question,
    at: datetime,
    holds: frozenset[str],
    random: Random,
) -> int:
    """Answer until right, or until patience ends; each try after feedback is easier, unless there is a gap."""
    gap = person.gap == question.objective
    for attempt in range(person.again + 1):
        ability = -9.0 if gap else person.ability + 1.4 * attempt
        chance = 1 / (1 + exp(question.difficulty - ability))
        right = random.random() < (1 / (1 + len(question.wrong)) if person.guesses else chance)
        fields = question.right if right or not question.wrong else _mistake(person, question, holds, random)
        sure = _confidence(person, chance, random)
        key = f"demo:{learner.ref}:{question.item}:{attempt}"
        _send(learner, essay, question, fields, sure, key, at + timedelta(minutes=4 * attempt))
        if right or question.predicted:
            return attempt + 1
    return person.again + 1


def _mistake(person: Person, question: Question, holds: frozenset[str], random: Random) -> Json:
    own = [fields for tag, fields in question.wrong if tag in holds]
    if own and random.random() < person.misled:
        return random.choice(own)
    tagged = [fields for tag, fields in question.wrong if tag]
    return random.choice(tagged or [fields for _tag, fields in question.wrong])


def _confidence(person: Person, chance: float, random: Random) -> str:
    if person.confidence != "honest":
        return person.confidence
    felt = chance + random.gauss(0.0, 0.15)
    return "sure" if felt > 0.85 else "fairly" if felt > 0.5 else "guess"


def _send(
    learner: Learner, essay: Essay, question: Question, fields: Mapping[str, Any], sure: str, key: str, at: datetime
) -> None:
    if question.predicted:
        predict(
            learner=learner,
            essay=essay,
            prediction=question.item,
            payload=fields,
            confidence=sure,
            idempotency_key=key,
            at=at,
        )
        return
    answer_item(
        learner=learner,
        bank=question.bank,
        item_id=question.item,
        payload=fields,
        idempotency_key=key,
        confidence=sure,
        at=at,
    )
