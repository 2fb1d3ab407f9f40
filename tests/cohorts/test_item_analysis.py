"""Item analysis: what the log says, to those who teach, over first answers, and about nobody in particular."""

import csv
import io
import re
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import services as asking
from assessments.analysis import question_analysis
from assessments.models import ItemVersion, Score
from assessments.simulated import possible_answers
from assessments.variants import variant_of
from overlook.accounts.models import Learner
from overlook.accounts.services import learner_for
from overlook.accounts.tokens import issue_token
from overlook.cohorts.item_analysis import analysed, of_bank
from overlook.cohorts.models import Cohort
from overlook.kit.clock import now
from tests.cohorts.answered import ESSAY, ITEM, LINE, NEVER, RIGHT, Given, give, group
from tests.cohorts.cast import NOON, assigned, assigned_paper, client_of, person, publish_questions, seat_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def taught(cohort: Cohort) -> Cohort:
    publish_questions()
    assigned(cohort)
    return cohort


def seen(cohort: Cohort, item: str = ITEM):
    seat = seat_in(cohort, cohort.enrolments.get(role="owner").user)
    return next(row for row in of_bank(seat, analysed(cohort), ESSAY).questions if row.slug == item)


def one(cohort: Cohort, version: int | None = None):
    learners = Learner.objects.filter(user__enrolments__cohort=cohort, user__enrolments__role="learner")
    return question_analysis(learners=learners, bank=ESSAY, item=ITEM, contexts=(), version=version)


def test_a_mis_keyed_question_is_flagged_with_the_option_that_draws_the_strong(taught, owner):
    group(taught, 30, choose=lambda number: LINE if number >= 15 else RIGHT)
    first, *others = [(flag.code, flag.option) for flag in seen(taught).flags]
    assert first == ("mis-keyed", "B")
    assert ("unused", "C") in others
    page = client_of(owner).get(f"/cohort/{taught.ref}/items/{ESSAY}/{ITEM}").content.decode()
    assert "choose option B here" in page
    api = client_of(owner).get(f"/api/v1/cohorts/{taught.ref}/items/{ESSAY}").json()
    assert next(each for each in api["questions"] if each["id"] == ITEM)["flags"][0]["code"] == "mis-keyed"


def test_only_the_first_answer_counts_and_under_ten_nothing_is_told(taught, owner):
    learners = group(taught, 9, choose=lambda number: RIGHT if number > 4 else LINE)
    row = seen(taught)
    assert (row.hidden, row.n, row.difficulty, row.discrimination, row.flags) == (True, 0, None, None, ())
    page = client_of(owner).get(f"/cohort/{taught.ref}/items/{ESSAY}/{ITEM}").content.decode()
    assert "Fewer than ten learners" in page
    assert "What was answered" not in page
    give(Given(learner_for(person("tenth", taught)), ITEM, LINE))
    give(*(Given(learner, ITEM, RIGHT, days=1) for learner in learners))
    row = seen(taught)
    assert (row.n, row.provisional, row.difficulty.value) == (10, True, 0.4)


def test_an_answer_that_is_given_is_in_the_analysis_at_once(taught):
    group(taught, 9, choose=lambda number: RIGHT)
    assert seen(taught).hidden
    asking.answer_item(
        learner=learner_for(person("tenth", taught)),
        bank=ESSAY,
        item_id=ITEM,
        payload=possible_answers(ESSAY, ITEM)[LINE].fields,
        idempotency_key="k",
        at=NOON,
    )
    assert (seen(taught).n, seen(taught).difficulty.value) == (10, 0.9)


def test_options_are_told_by_the_authors_letters_whatever_order_they_were_shown_in(taught):
    group(taught, 40, choose=lambda number: RIGHT if number >= 16 else LINE if number >= 8 else NEVER)
    found = one(taught)
    assert [(row.letter, row.plain, row.right, row.all.count) for row in found.options] == [
        ("A", "At 39 hinges", True, 24),
        ("B", "At 41 hinges", False, 8),
        ("C", "It never peaks", False, 8),
    ]
    assert found.extreme == 11
    # All eleven of the top are right; of the bottom eleven fewer than five chose any one of them.
    assert [row.top.share for row in found.options] == [1, 0, 0]
    assert [row.bottom.share for row in found.options] == [None, None, None]
    assert found.options[0].correlation.value > 0 > found.options[2].correlation.value
    assert sum(part.learners for part in found.groups) == 40


def test_a_count_under_five_is_withheld_with_what_would_give_it_away(taught, owner):
    group(taught, 40, choose=lambda number: NEVER if number < 3 else LINE if number < 12 else RIGHT)
    assert [row.all.count for row in one(taught).options] == [28, None, None]
    base = f"/cohort/{taught.ref}/items/{ESSAY}/{ITEM}"
    rows = list(csv.DictReader(io.StringIO(client_of(owner).get(f"{base}.csv").content.decode())))
    assert [row["chosen"] for row in rows] == ["28", "withheld", "withheld"]
    assert [row["point-biserial"] == "" for row in rows] == [False, True, True]
    told = client_of(owner).get(f"/api/v1/cohorts/{taught.ref}/items/{ESSAY}/{ITEM}").json()["options"]
    assert [row["chosen"]["count"] for row in told] == [28, None, None]


def test_a_question_without_options_is_told_by_what_its_answers_show(taught):
    people = [learner_for(person(f"learner{number}", taught)) for number in range(12)]
    give(*(Given(learner, "largest-step", 0 if number < 6 else 1) for number, learner in enumerate(people)))
    learners = Learner.objects.filter(user__enrolments__cohort=taught, user__enrolments__role="learner")
    found = question_analysis(learners=learners, bank=ESSAY, item="largest-step", contexts=())
    assert [(row.text, row.right, row.misconception, row.all.count) for row in found.options] == [
        ("right", True, "", 6),
        ("OPT.scale-free", False, "OPT.scale-free", 6),
    ]


def test_papers_of_this_cohort_count_those_of_others_and_the_test_before_do_not(taught, owner):
    places = [assigned_paper(taught).context, "assignment:elsewhere", "test:pre"]
    people = [learner_for(person(f"learner{number}", taught)) for number in range(30)]
    give(*(Given(learner, ITEM, RIGHT, context=places[number % 3]) for number, learner in enumerate(people)))
    give(*(Given(learner, ITEM, LINE, days=1) for learner in people))
    row = seen(taught)
    # Ten were right in our paper; ten met it elsewhere first, and have no first answer here; of ten the second counts.
    assert (row.n, row.difficulty.value) == (20, 0.5)


def test_variants_of_a_paper_are_read_by_their_own_ids(taught):
    version = ItemVersion.objects.select_related("item__bank", "key").get(item__slug=ITEM)
    names = {option["id"] for seed in (0, 1, 2) for option in variant_of(version, seed).public["options"]}
    assert len(names) == 9


def test_a_regrade_mends_the_analysis(taught):
    group(taught, 12, choose=lambda number: LINE)
    assert seen(taught).difficulty.value == 0
    for score in Score.objects.filter(response__slot__item_version__item__slug=ITEM):
        Score.objects.create(
            response=score.response,
            item_version=score.item_version,
            grader_version=score.grader_version,
            reason=Score.Reason.REGRADE,
            regrade=1,
            raw=1,
            fraction=1,
            at=score.at,
        )
    assert seen(taught).difficulty.value == 1


def test_versions_are_told_apart_and_a_small_one_is_not_what_is_left(taught, owner):
    group(taught, 12, choose=lambda number: RIGHT)
    old = ItemVersion.objects.select_related("item", "key").get(item__slug=ITEM)
    new = ItemVersion.objects.create(
        item=old.item,
        number=2,
        sha256="0" * 64,
        type=old.type,
        grader_version=old.grader_version,
        objectives=old.objectives,
        roles=old.roles,
        public=old.public,
    )
    type(old.key)._default_manager.create(version=new, body=old.key.body)
    found = one(taught)
    assert [(row.number, row.current, row.learners) for row in found.versions] == [(2, False, 0), (1, True, 12)]
    assert one(taught, version=1).question.n == 12
    assert one(taught, version=2).question.hidden
    base = f"/cohort/{taught.ref}/items/{ESSAY}/{ITEM}"
    client = client_of(owner)
    assert "version 1" in client.get(f"{base}?version=1").content.decode()
    for nonsense in ("3", "x", "-1", "0", "1e3", "9999999", "²"):
        assert client.get(base, {"version": nonsense}).status_code == 404
        assert (
            client.get(f"/api/v1/cohorts/{taught.ref}/items/{ESSAY}/{ITEM}", {"version": nonsense}).status_code == 404
        )


def test_pages_take_ten_queries_at_most_and_as_many_for_a_hundred_as_for_ten(taught, owner):
    base = f"/cohort/{taught.ref}/items/{ESSAY}"
    addresses = [
        base,
        f"{base}.csv",
        f"{base}/{ITEM}",
        f"{base}/{ITEM}.csv",
        f"/api/v1/cohorts/{taught.ref}/items/{ESSAY}",
    ]
    client, random = client_of(owner), Random(1)
    counts = []
    for size, names in ((12, "few"), (48, "many")):
        group(taught, size, choose=lambda _number: random.choice([RIGHT, RIGHT, LINE, NEVER]), names=names)
        taken = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            taken.append(len(queries))
        counts.append(taken)
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 10


def test_no_page_names_anybody(taught, owner):
    group(taught, 12, choose=lambda number: number % 3, names="secretive")
    base = f"/cohort/{taught.ref}/items/{ESSAY}"
    api = f"/api/v1/cohorts/{taught.ref}/items/{ESSAY}"
    for address in (base, f"{base}.csv", f"{base}/{ITEM}", f"{base}/{ITEM}.csv", api, f"{api}/{ITEM}"):
        assert "secretive" not in client_of(owner).get(address).content.decode().lower()


def test_an_essay_that_is_not_assigned_is_not_there(cohort, owner):
    publish_questions()
    client = client_of(owner)
    assert "Nothing is assigned yet" in client.get(f"/cohort/{cohort.ref}/items").content.decode()
    for tail in (ESSAY, f"{ESSAY}.csv", f"{ESSAY}/{ITEM}", "nothing"):
        assert client.get(f"/cohort/{cohort.ref}/items/{tail}").status_code == 404
    assigned(cohort)
    assert client.get(f"/cohort/{cohort.ref}/items")["Location"] == f"/cohort/{cohort.ref}/items/{ESSAY}"
    assert client.get(f"/cohort/{cohort.ref}/items/{ESSAY}").status_code == 200
    assert client.get(f"/cohort/{cohort.ref}/items/{ESSAY}/nothing").status_code == 404


def test_the_csv_of_the_bank_says_what_the_page_says(taught, owner):
    group(taught, 40, choose=lambda number: RIGHT if number >= 16 else LINE)
    base = f"/cohort/{taught.ref}/items/{ESSAY}"
    row = next(
        row
        for row in csv.DictReader(io.StringIO(client_of(owner).get(f"{base}.csv").content.decode()))
        if row["question"] == ITEM
    )
    assert (row["first answers"], row["difficulty"]) == ("40", "0.6000")
    page = re.sub(r"\s+", " ", client_of(owner).get(base).content.decode())
    assert '<th scope="row">the-threshold</th><td class="num">40</td><td class="num">60%</td>' in page


def test_a_token_of_an_instructor_reads_it_with_the_scope_of_cohorts(taught, owner):
    for scopes, status in ((["cohorts.read"], 200), (["read", "write"], 403)):
        _token, secret = issue_token(user=owner, name="t", scopes=scopes, days=1, at=now())
        told = client_of(None).get(
            f"/api/v1/cohorts/{taught.ref}/items/{ESSAY}", headers={"Authorization": f"Bearer {secret}"}
        )
        assert told.status_code == status
