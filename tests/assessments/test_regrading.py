"""A mis-keyed question is mended, and the past with it: a dry run, its application, its undoing; nothing is deleted."""

import copy
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from assessments import services
from assessments.banks import parse_bank
from assessments.grades import override_grade
from assessments.models import Attempt, Grade, Item, ItemVersion, Regrade, RegradeUndo, Response, Score
from assessments.regrades import apply_regrade, undo_regrade
from assessments.regrading import Plan, Proposal, plan_regrade
from assessments.simulated import possible_answers
from assessments.variants import type_of, variant_of
from overlook.accounts.models import Learner, User
from overlook.kit.errors import Conflict, Invalid
from overlook.progress.models import LearnerMisconception, LearnerObjective, Outcome
from tests.assessments.conftest import AT, raw_bank

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=3)
TEXTS = ("At 39 hinges", "At 41 hinges", "It never peaks")
PAPER = "assignment:paper"
RULES = {"mode": "formal", "feedback": "after-attempt", "tries": None, "seeds": "fresh"}


def miskeyed() -> list[dict[str, Any]]:
    """The bank as it was first published: the key of its first question lies on the wrong option."""
    raw = raw_bank()
    right, wrong, never = raw[0]["options"]
    raw[0]["options"] = [
        {"text": right["text"], "misconception": "DD.forgets-the-line", "feedback": "No, says the author, wrongly."},
        {"text": wrong["text"], "correct": True, "feedback": "Yes, says the author, wrongly."},
        never,
    ]
    return raw


def publish(raw: list[dict[str, Any]], slug: str = "dd") -> None:
    services.publish_bank(slug=slug, title="Double descent", items=parse_bank(raw), at=AT)


def option_of(version: ItemVersion, seed: int, text: str) -> str:
    public = variant_of(version, seed).public
    return {str(option["text"]): str(option["id"]) for option in public["options"]}[text]


class Class:
    """Learners who sat the mis-keyed paper: each chose one of the three options, and solved some of the rest."""

    def __init__(self, chosen: Iterable[int]) -> None:
        self.paper = services.publish_paper(slug="dd", questions="all", at=AT)
        self.choice: dict[int, int] = {}
        self.solved: dict[int, int] = {}
        for number, choice in enumerate(chosen):
            learner = Learner.objects.create()
            self.choice[learner.pk], self.solved[learner.pk] = choice, number % 3
            self.sit(learner, choice, number % 3)

    def sit(self, learner: Learner, choice: int, solved: int) -> None:
        attempt = services.open_attempt(learner=learner, assessment=self.paper, context=PAPER, policy=RULES, at=AT)
        slots = {slot.item_version.item.slug: slot for slot in attempt.slots.select_related("item_version__item")}
        first = slots.pop("the-threshold")
        answers = {"the-threshold": {"option": option_of(first.item_version, first.seed, TEXTS[choice])}}
        for name in sorted(slots)[:solved]:
            version = slots[name].item_version
            variant = variant_of(version, slots[name].seed)
            answers[name] = type_of(version).reference(variant)
        for name, fields in answers.items():
            services.respond(
                attempt=attempt, item_id=name, payload=fields, idempotency_key=name, confidence="sure", at=AT
            )
        services.submit_attempt(attempt=attempt, at=AT)

    def due(self, pk: int, key: int) -> Decimal:
        """The grade by hand: of eleven questions, those solved, and the first one if it chose what ``key`` says."""
        return Decimal(str(round(float(Fraction(self.solved[pk] + (self.choice[pk] == key), 11)), 6)))


@pytest.fixture
def room(bank) -> Class:
    publish(miskeyed())
    return Class([0, 1, 2, 0, 0, 1, 2, 0, 1, 0])


@pytest.fixture
def item(room) -> Item:
    publish(raw_bank())
    return Item.objects.get(slug="the-threshold")


def version_now(item: Item) -> ItemVersion:
    assert item.current_id is not None
    return item.versions.select_related("item__bank", "key").get(pk=item.current_id)


def proposal(item: Item, policy: str = "best-of", **more: Any) -> Proposal:
    versions = item.versions.select_related("item__bank", "key")
    sat = Attempt.objects.filter(context=PAPER).earliest("pk")
    seen = sat.slots.get(item_version__item=item).item_version_id
    mended = None if policy in ("full-credit", "drop") else version_now(item)
    return Proposal(item, versions.get(pk=seen), mended, policy, **more)


def applied(plan: Plan, note: str = "The key lay on the wrong option.", by: User | None = None) -> Regrade:
    return apply_regrade(proposal=plan.proposal, agreed=plan.sha256, note=note, by=by, at=LATER)


def grades() -> dict[int, Decimal | None]:
    return dict(Grade.objects.filter(context=PAPER).values_list("learner", "computed"))


def everything_rolled_up() -> list[Any]:
    """All that must be again what it was, once a regrade is taken back."""
    standings = LearnerObjective.objects.order_by("pk").values_list("learner", "objective", "alpha", "beta", "last")
    wrong = LearnerMisconception.objects.order_by("learner", "misconception")
    return [grades(), list(standings), list(wrong.values_list("learner", "misconception", "first_tries"))]


def rows() -> dict[str, int]:
    rooms = ("assessments", "progress")
    return {
        model._meta.label: model._default_manager.count()
        for room in rooms
        for model in apps.get_app_config(room).get_models()
    }


def whole() -> None:
    call_command("audit", stdout=StringIO())


def test_the_dry_run_lists_exactly_who_changes_and_changes_nothing(room, item):
    before, count = everything_rolled_up(), rows()
    plan = plan_regrade(proposal(item))
    assert {row.learner for row in plan.rising} == {pk for pk, choice in room.choice.items() if choice == 0}
    assert plan.falling == ()
    assert len(plan.answers) == 10
    for row in plan.grades:
        assert (row.before, row.after) == (
            room.due(row.learner, key=1),
            max(room.due(row.learner, key=0), room.due(row.learner, key=1)),
        )
    assert (everything_rolled_up(), rows()) == (before, count)


def test_what_is_applied_equals_an_independent_recomputation(room, item, ada):
    plan = plan_regrade(proposal(item))
    regrade = applied(plan, by=ada)
    assert grades() == {pk: max(room.due(pk, key=0), room.due(pk, key=1)) for pk in room.choice}
    assert grades() == {row.learner: row.after for row in plan.grades}
    changed = Score.objects.filter(regrade=regrade.pk)
    assert changed.count() == 5
    assert {(score.reason, score.item_version_id) for score in changed} == {("regrade", item.current_id)}
    assert {score.fraction for score in changed} == {Decimal(1)}
    revision = Grade.objects.get(learner=plan.rising[0].learner).revisions.latest("revision")
    assert (revision.cause, revision.regrade, revision.by, revision.note) == ("regrade", regrade, ada, regrade.note)
    whole()


def test_standings_and_misconceptions_follow_a_regrade(room, item):
    tagged = LearnerMisconception.objects.filter(misconception="DD.forgets-the-line")
    assert tagged.count() == 5
    applied(plan_regrade(proposal(item)))
    assert tagged.count() == 0
    newest = Outcome.objects.filter(revision=1)
    assert newest.count() == 5
    assert {outcome.fraction for outcome in newest} == {Decimal(1)}
    whole()


@pytest.mark.parametrize("policy", ["best-of", "replace", "full-credit", "drop"])
def test_taking_it_back_restores_everything_and_no_row_is_deleted(room, item, ada, policy):
    before, count = everything_rolled_up(), rows()
    regrade = applied(plan_regrade(proposal(item, policy, may_lower=True)), by=ada)
    assert everything_rolled_up() != before
    whole()
    between = rows()
    undone = undo_regrade(regrade=regrade, note="It was right after all.", by=ada, at=LATER)
    assert everything_rolled_up() == before
    assert all(between[label] >= number for label, number in count.items() if label != "progress.LearnerMisconception")
    now = rows()
    assert all(now[label] >= number for label, number in between.items() if label != "progress.LearnerMisconception")
    assert RegradeUndo.objects.get() == undone
    whole()
    assert applied(plan_regrade(proposal(item, policy, may_lower=True))) != regrade
    whole()


def test_replacing_lowers_only_when_somebody_says_that_it_may(room, item):
    plan = plan_regrade(proposal(item, "replace"))
    assert {row.learner for row in plan.falling} == {pk for pk, choice in room.choice.items() if choice == 1}
    with pytest.raises(Conflict) as refusal:
        applied(plan)
    assert refusal.value.error_code == "regrade-lowers"
    assert not Regrade.objects.exists()
    applied(plan_regrade(proposal(item, "replace", may_lower=True)))
    assert grades() == {pk: room.due(pk, key=0) for pk in room.choice}
    whole()


def test_full_credit_gives_every_answer_the_whole(room, item):
    applied(plan_regrade(proposal(item, "full-credit")))
    assert grades() == {pk: room.due(pk, key=choice) for pk, choice in room.choice.items()}
    whole()


def test_dropping_leaves_the_question_out_where_that_does_not_lower(room, item):
    plan = plan_regrade(proposal(item, "drop"))
    assert plan.falling == ()
    applied(plan)
    for pk, got in grades().items():
        without = (Decimal(room.solved[pk]) / 10).quantize(Decimal("0.000001"))
        assert got == max(without, room.due(pk, key=1))
    assert not Score.objects.exclude(reason="computed").exists()
    whole()


def test_dropping_for_everybody_lowers_whoever_had_it_right(room, item):
    plan = plan_regrade(proposal(item, "drop", may_lower=True))
    assert {row.learner for row in plan.falling} == {pk for pk, choice in room.choice.items() if choice == 1}
    applied(plan)
    assert grades() == {pk: (Decimal(room.solved[pk]) / 10).quantize(Decimal("0.000001")) for pk in room.choice}
    whole()


def test_the_same_table_applied_twice_is_one_regrade(room, item):
    plan = plan_regrade(proposal(item))
    first = applied(plan)
    count = rows()
    assert applied(plan) == first
    assert rows() == count


def test_taking_back_twice_is_once(room, item):
    regrade = applied(plan_regrade(proposal(item)))
    first = undo_regrade(regrade=regrade, note="", by=None, at=LATER)
    count = rows()
    assert undo_regrade(regrade=regrade, note="", by=None, at=LATER) == first
    assert rows() == count


def test_a_table_that_has_changed_since_is_not_applied(room, item):
    plan = plan_regrade(proposal(item))
    publish(miskeyed())
    room.sit(Learner.objects.create(), 0, 0)
    publish(raw_bank())
    with pytest.raises(Conflict) as refusal:
        applied(plan)
    assert refusal.value.error_code == "regrade-changed"
    assert not Regrade.objects.exists()
    assert len(plan_regrade(proposal(item)).rising) == len(plan.rising) + 1


def test_what_changes_nothing_is_refused_with_a_sentence(room, item):
    applied(plan_regrade(proposal(item)))
    with pytest.raises(Conflict) as refusal:
        applied(plan_regrade(proposal(item)))
    assert refusal.value.error_code == "regrade-changes-nothing"


def test_a_regrade_needs_a_reason(room, item):
    with pytest.raises(Invalid) as refusal:
        applied(plan_regrade(proposal(item)), note="  ")
    assert list(refusal.value.fields) == ["note"]
    assert not Regrade.objects.exists()


def test_a_regrade_that_a_later_one_builds_upon_is_taken_back_after_it(room, item):
    first = applied(plan_regrade(proposal(item)))
    raw = raw_bank()
    raw[0]["options"] = [dict(miskeyed()[0]["options"][0]), dict(raw[0]["options"][1]), {**raw[0]["options"][2]}]
    raw[0]["options"][2] = {"text": TEXTS[2], "correct": True, "feedback": "Right."}
    publish(raw)
    item.refresh_from_db()
    second = applied(plan_regrade(proposal(item, "replace", may_lower=True)))
    with pytest.raises(Conflict) as refusal:
        undo_regrade(regrade=first, note="", by=None, at=LATER)
    assert refusal.value.error_code == "regrade-built-upon"
    undo_regrade(regrade=second, note="", by=None, at=LATER)
    undo_regrade(regrade=first, note="", by=None, at=LATER)
    assert grades() == {pk: room.due(pk, key=1) for pk in room.choice}
    whole()


def test_an_override_stands_above_a_regrade(room, item, ada):
    pk = next(pk for pk, choice in room.choice.items() if choice == 0)
    grade = Grade.objects.get(learner=pk)
    override_grade(
        learner=grade.learner,
        assessment=grade.assessment,
        context=PAPER,
        pool=PAPER,
        value=Decimal("0.25"),
        note="Oral.",
        by=ada,
        seen=grade.revision,
        at=AT,
    )
    plan = plan_regrade(proposal(item))
    assert next(row.override for row in plan.grades if row.learner == pk) == Decimal("0.25")
    applied(plan)
    grade.refresh_from_db()
    assert (grade.computed, grade.effective) == (room.due(pk, key=0), Decimal("0.25"))


def test_a_scope_leaves_everybody_else_alone(room, item):
    elsewhere = proposal(item, scope=("assignment:other",))
    assert plan_regrade(elsewhere).answers == ()
    with pytest.raises(Conflict):
        applied(plan_regrade(elsewhere))
    assert len(plan_regrade(proposal(item, scope=(PAPER,))).rising) == 5


def test_hints_cost_what_the_mended_version_says(bank):
    publish(miskeyed())
    learner = Learner.objects.create()
    for number in (1, 2):
        services.take_hint(learner=learner, bank="dd", item_id="the-threshold", number=number, at=AT)
    wrong = next(
        each for each in possible_answers("dd", "the-threshold") if each.misconception == "DD.forgets-the-line"
    )
    services.answer_item(
        learner=learner, bank="dd", item_id="the-threshold", payload=wrong.fields, idempotency_key="k", at=AT
    )
    raw = raw_bank()
    raw[0]["hints"][1]["cost"] = 0.5
    publish(raw)
    item = Item.objects.get(slug="the-threshold")
    versions = item.versions.select_related("item__bank", "key")
    seen = Response.objects.get().slot.item_version_id
    plan = plan_regrade(Proposal(item, versions.get(pk=seen), version_now(item)))
    (answer,) = plan.rescored
    assert (answer.before, answer.after, answer.raw) == (Decimal(0), Decimal("0.5"), Decimal(1))


def test_an_answer_that_cannot_be_carried_keeps_its_score_and_says_why(room, bank):
    raw = raw_bank()
    del raw[0]["options"][2]
    publish(raw)
    item = Item.objects.get(slug="the-threshold")
    plan = plan_regrade(proposal(item, "replace", may_lower=True))
    assert {answer.learner for answer in plan.unread} == {pk for pk, choice in room.choice.items() if choice == 2}
    assert all(answer.before == answer.after and "not there any more" in answer.unread for answer in plan.unread)


def test_versions_that_do_not_go_together_are_refused_by_field(room, item):
    other = Item.objects.get(slug="largest-step").current
    right = proposal(item)
    for broken, field in (
        ({"mended": None}, "mended"),
        ({"mended": other}, "mended"),
        ({"seen": other}, "seen"),
        ({"policy": "worst-of"}, "policy"),
    ):
        with pytest.raises(Invalid) as refusal:
            plan_regrade(Proposal(**{**vars(copy.copy(right)), **broken}))
        assert list(refusal.value.fields) == [field]
