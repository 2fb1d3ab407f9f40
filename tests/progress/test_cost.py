"""What an answer costs the record in queries: a fixed number, however long the record is."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from overlook.accounts.models import Learner
from overlook.progress import services

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("before", [0, 1, 40])
def test_the_cost_of_an_answer_does_not_grow_with_the_record(django_assert_max_num_queries, before):
    services.publish_objectives(essay="dd", objectives={"dd-a": "Do a."}, misconceptions={})
    learner = Learner.objects.create()

    def answer(number: int, *, first_try: bool, confidence: str = "") -> None:
        services.record_outcome(
            learner=learner,
            objectives=["dd-a"],
            source=f"r{number}{first_try}{confidence}",
            item=f"dd/{number}",
            first_try=first_try,
            fraction=Decimal(number % 2),
            confidence=confidence,
            misconception="",
            context="personal",
            at=AT + timedelta(hours=number),
        )

    for number in range(before):
        answer(number, first_try=True)
    with django_assert_max_num_queries(12):
        answer(100, first_try=True)
    with django_assert_max_num_queries(13):
        answer(102, first_try=True, confidence="sure")
    with django_assert_max_num_queries(9):
        answer(102, first_try=False)
