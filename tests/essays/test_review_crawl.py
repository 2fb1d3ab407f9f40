"""Nothing of a key is in a review or a test before its answer, and nothing is told in a test; the crawl can tell."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from assessments import variants
from assessments.models import Attempt, ItemKey
from essays.asking.questions import next_question
from overlook.accounts.models import Learner
from overlook.kit.clock import now
from overlook.progress.models import ReviewCard
from tests.essays.test_review import HERE, HTMX, TESTS, answer_all

SECRETS = ("feedback", "explanation", "hints", "text")


@pytest.fixture
def reader(published: str, client: Client) -> Client:
    """Somebody who has answered everything, for whom all of it is due."""
    answer_all(client)
    ReviewCard.objects.update(due_at=now() - timedelta(days=1), last_at=now() - timedelta(days=30))
    return client


@pytest.fixture(autouse=True)
def questions_are_rested(monkeypatch):
    monkeypatch.setattr("essays.asking.questions.may_be_asked", lambda met, at: True)
    monkeypatch.setattr("overlook.progress.choosing.may_be_asked", lambda met, at: True)


def secrets(value: Any, *, inside: bool = False) -> list[str]:
    """The author's feedback, hints and explanations in a key, however deep."""
    if isinstance(value, dict):
        return [text for name, inner in value.items() for text in secrets(inner, inside=inside or name in SECRETS)]
    if isinstance(value, list):
        return [text for inner in value for text in secrets(inner, inside=inside)]
    return [value] if inside and isinstance(value, str) and len(value) > 12 else []


def leaks(text: str) -> list[str]:
    found = [told for key in ItemKey.objects.all() for told in secrets(key.body) if told in text]
    return found + re.findall(r'"(?:misconception|correct|seed|parameters)"\s*:', text)


def seen_before_answering(reader: Client) -> dict[str, str]:
    seen = {"review": reader.get("/review").content.decode()}
    action = re.search(r'<form method="post" action="(/review[^"]+)"', seen["review"])
    assert action
    address = action[1].replace("&amp;", "&")
    seen["review refused"] = reader.post(address, {}, headers=HERE).content.decode()
    seen["review refused, htmx"] = reader.post(address, {}, headers=HTMX).content.decode()
    for page in ("/me", "/me/continue", TESTS):
        seen[page] = reader.get(page).content.decode()
    for name in ("progress", "reviews", "xp", "badges", "week", "confidence"):
        seen[name] = reader.get(f"/api/v1/me/{name}").content.decode()
    reader.post(TESTS, {"kind": "post"}, headers=HERE)
    seen["test"] = reader.get(f"{TESTS}/post").content.decode()
    seen["test refused"] = reader.post(f"{TESTS}/post?q=1", {}, headers=HERE).content.decode()
    value = re.findall(r'name="option" value="(\w+)"', seen["test"])[0]
    reader.post(f"{TESTS}/post?q=1", {"option": value}, headers=HERE)
    seen["test answered"] = reader.get(f"{TESTS}/post?q=1").content.decode()
    seen["test looked over"] = reader.get(f"{TESTS}/post?q=2").content.decode()
    reader.post(f"{TESTS}/post?q=2", {"hand-in": "1"}, headers=HERE)
    seen["test handed in"] = reader.get(TESTS).content.decode()
    ref = Attempt.objects.get(context="test:post").ref
    seen["attempt over the API"] = reader.get(f"/api/v1/attempts/{ref}").content.decode()
    seen["as a review"] = reader.get(f"/review/{ref}").content.decode()
    return seen


def test_nothing_of_a_key_is_seen_in_reviews_and_tests(reader):
    assert next_question(Learner.objects.get(), at=now()) is not None
    seen = seen_before_answering(reader)
    assert len(seen) == 19
    assert "Why this question" in seen["review"]
    assert "<fieldset" in seen["test"]
    assert {where: leaks(text) for where, text in seen.items() if leaks(text)} == {}


def test_the_crawl_finds_a_key_that_is_planted(reader, monkeypatch):
    honest = variants.variant_of

    def careless(version, seed):
        variant = honest(version, seed)
        told = secrets(variant.key)[0]
        return replace(variant, public={**variant.public, "stem": told})

    monkeypatch.setattr("assessments.selectors.variant_of", careless)
    leaking = {where for where, text in seen_before_answering(reader).items() if leaks(text)}
    assert {"review", "review refused", "test", "test refused"} <= leaking
