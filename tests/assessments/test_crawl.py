"""No key, explanation or hint in anything that a learner can see, before its time; and the crawl can tell."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from assessments import selectors, variants
from assessments.banks import parse_bank
from assessments.models import Attempt, AttemptSlot, Item, ItemKey, Response
from assessments.services import publish_bank
from assessments.simulated import possible_answers
from overlook.accounts.services import learner_for
from overlook.kit.clock import now
from tests.assessments.conftest import AT, as_form, raw_bank
from tests.assessments.sitting import sit, slots_of, wrong

pytestmark = pytest.mark.django_db

# Every text that only the key holds, marked so that it is found wherever it turns up.
MARK = "zz-secret-zz"
# A field of the key in any JSON, in an attribute's too.
KEY_FIELD = re.compile(
    r'"(misconception|tolerance|regions|traps|features|truth|correct|seed|parameters'
    r'|accept|condition|places|counterpart|output|computed|otherwise)"\s*:'
)


def marked(value, path=""):
    """The bank with its secret texts marked: feedback, hints, explanations, right."""
    if isinstance(value, dict):
        return {
            name: f"{inner} {MARK}"
            if isinstance(inner, str) and (name in ("feedback", "explanation", "right") or ".hints" in path)
            else marked(inner, f"{path}.{name}")
            for name, inner in value.items()
        }
    return [marked(inner, path) for inner in value] if isinstance(value, list) else value


@pytest.fixture
def bank(bank):
    """The same bank with its secrets marked."""
    return publish_bank(slug="dd", title="Double descent", items=parse_bank(marked(raw_bank())), at=AT)


def seen_before_answering(reader: Client, signed_in: Client) -> dict[str, str]:
    """Every page and API answer about an item that a learner reaches without having answered it."""
    seen = {}
    for item in Item.objects.all():
        address = f"/items/dd/{item.slug}"
        for query in ("", "?try=1", "?try=0"):
            seen[address + query] = reader.get(address + query).content.decode()
        seen[f"{address} htmx"] = reader.get(address, headers={"HX-Request": "true"}).content.decode()
        seen[f"{address} refused"] = reader.post(address, {}).content.decode()
        seen[f"{address} hint out of turn"] = reader.post(f"{address}/hint", {"hint": "7"}).content.decode()
    opened = signed_in.post("/api/v1/attempts", {"assessment": "dd"}, content_type="application/json")
    ref = opened.json()["id"]
    seen["POST attempts"] = opened.content.decode()
    seen["GET attempt"] = signed_in.get(f"/api/v1/attempts/{ref}").content.decode()
    for item in Item.objects.all():
        seen[f"POST garbage {item.slug}"] = signed_in.post(
            f"/api/v1/attempts/{ref}/responses",
            {"item": item.slug, "answer": {}},
            content_type="application/json",
            headers={"Idempotency-Key": "k"},
        ).content.decode()
    seen["progress"] = signed_in.get("/api/v1/me/progress").content.decode()
    seen["schema"] = signed_in.get("/api/v1/schema").content.decode()
    return seen


def seen_in_a_sitting(client: Client, attempt: Attempt) -> dict[str, str]:
    """Every page and API answer of a sitting that its learner reaches; the attempt stays as it is."""
    seen = {}
    ref, count = attempt.ref, attempt.slots.count()
    api = f"/api/v1/attempts/{ref}"
    for number in range(1, count + 1):
        address = f"/attempts/{ref}/{number}"
        for query in ("", "?try=1"):
            seen[address + query] = client.get(address + query, follow=True).content.decode()
        stored = client.get(f"{api}/drafts/{number}").json()
        # What one has written oneself comes back under its own names.
        seen[f"API draft {number}"] = json.dumps({name: said for name, said in stored.items() if name != "answer"})
    for path in (f"/attempts/{ref}", f"/attempts/{ref}/review", api, f"{api}/clock"):
        seen[path] = client.get(path, follow=True).content.decode()
    return seen


def sent_in_a_sitting(
    client: Client, attempt: Attempt, fields_of: Callable[[AttemptSlot], dict[str, Any]]
) -> dict[str, str]:
    """What is told to whoever sends something: garbage, drafts by page and API, a conflict, answers to be refused."""
    told = {}
    api = f"/api/v1/attempts/{attempt.ref}"
    for number, slot in enumerate(slots_of(attempt), start=1):
        address, fields = f"/attempts/{attempt.ref}/{number}", fields_of(slot)
        slug = slot.item_version.item.slug
        for go in ("stay", "answer"):
            told[f"POST {go} {number}"] = client.post(address, {"go": go}, follow=True).content.decode()
        told[f"conflict {number}"] = client.post(address, {"surprise": "1", "go": "stay", "seen": "9"}).content.decode()
        draft = {"answer": fields, "revision": 2, "seen": 1}
        told[f"PUT draft {number}"] = client.put(
            f"{api}/drafts/{number}", draft, content_type="application/json"
        ).content.decode()
        told[f"POST garbage {number}"] = client.post(
            f"{api}/responses",
            {"item": slug, "answer": {"surprise": 1}},
            content_type="application/json",
            headers={"Idempotency-Key": "k"},
        ).content.decode()
    return told


def leaks(text: str) -> list[str]:
    """What of the keys stands in a text."""
    found = [MARK] if MARK in text else []
    found += [
        f"seed {seed}"
        for seed in AttemptSlot.objects.exclude(seed=0).values_list("seed", flat=True)
        if str(seed) in text
    ]
    for key in ItemKey.objects.select_related("version__item"):
        body = key.body
        for number in (body.get("truth"), body.get("answer")):
            if isinstance(number, list) and json.dumps(number)[1:-1] in text:
                found.append(f"truth of {key.version.item.slug}")
    if KEY_FIELD.search(html.unescape(text)):
        found.append("a field of the key")
    return found


@pytest.fixture
def signed_in(ada) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def test_nothing_of_a_key_is_seen_before_answering(reader, signed_in, bank):
    seen = seen_before_answering(reader, signed_in)
    assert len(seen) > 30
    del seen["schema"]
    assert {where: leaks(text) for where, text in seen.items() if leaks(text)} == {}


def test_the_crawl_finds_a_key_that_is_planted(reader, signed_in, bank, monkeypatch):
    honest = variants.variant_of

    def careless(version, seed):
        variant = honest(version, seed)
        return replace(variant, public={**variant.public, "stem": variant.key["explanation"]})

    monkeypatch.setattr(selectors, "variant_of", careless)
    leaking = {where for where, text in seen_before_answering(reader, signed_in).items() if leaks(text)}
    assert {"/items/dd/the-threshold", "/items/dd/the-threshold refused", "POST attempts", "GET attempt"} <= leaking


@pytest.fixture
def sitting(ada, bank):
    """A sitting whose results wait for the closing, in ten minutes."""
    end = now() + timedelta(minutes=10)
    return sit(learner_for(ada), at=now(), feedback="after-close", minutes=5, closes=end, results=end, shuffle=True)


def test_nothing_of_a_key_is_seen_in_a_sitting_before_its_results_are_told(signed_in, sitting):
    seen = seen_in_a_sitting(signed_in, sitting)
    seen |= sent_in_a_sitting(signed_in, sitting, wrong)
    seen |= {f"again {where}": text for where, text in seen_in_a_sitting(signed_in, sitting).items()}
    handed_in = signed_in.post(f"/attempts/{sitting.ref}/submit", {"confirm": "yes"}, follow=True)
    seen["handed in"] = handed_in.content.decode()
    assert "Results are told on" in seen["handed in"]
    seen |= {f"after {where}": text for where, text in seen_in_a_sitting(signed_in, sitting).items()}
    seen["API submit"] = signed_in.post(f"/api/v1/attempts/{sitting.ref}/submit").content.decode()
    assert len(seen) > 150
    assert {where: leaks(text) for where, text in seen.items() if leaks(text)} == {}
    assert Response.objects.count() == sitting.slots.count(), "they were all answered, wrongly"


def test_once_they_are_told_a_wrong_answer_has_its_feedback_and_no_explanation_or_hint(signed_in, sitting):
    sent_in_a_sitting(signed_in, sitting, wrong)
    signed_in.post(f"/attempts/{sitting.ref}/submit", {"confirm": "yes"})
    Attempt.objects.filter(pk=sitting.pk).update(results_at=now())
    page = signed_in.get(f"/attempts/{sitting.ref}").content.decode()
    body = signed_in.get(f"/api/v1/attempts/{sitting.ref}").content.decode()
    assert page.count(MARK) == body.count(MARK) == sitting.slots.count()
    for key in ItemKey.objects.all():
        for text in filter(None, [key.body["explanation"], *(hint["text"] for hint in key.body["hints"])]):
            assert text not in page
            assert text not in body
    assert KEY_FIELD.search(html.unescape(page)) is KEY_FIELD.search(body) is None


def test_the_crawl_of_a_sitting_finds_a_key_that_is_planted(signed_in, sitting, monkeypatch):
    honest = variants.variant_of

    def careless(version, seed):
        variant = honest(version, seed)
        return replace(variant, public={**variant.public, "stem": variant.key["explanation"]})

    monkeypatch.setattr(selectors, "variant_of", careless)
    leaking = {where for where, text in seen_in_a_sitting(signed_in, sitting).items() if leaks(text)}
    assert {f"/attempts/{sitting.ref}/1", f"/api/v1/attempts/{sitting.ref}"} <= leaking
    monkeypatch.setattr(selectors, "variant_of", honest)
    monkeypatch.setattr("assessments.models.Attempt.tells", lambda _attempt, _at: True)
    sent_in_a_sitting(signed_in, sitting, wrong)
    signed_in.post(f"/attempts/{sitting.ref}/submit", {"confirm": "yes"})
    told = {where for where, text in seen_in_a_sitting(signed_in, sitting).items() if leaks(text)}
    assert f"/attempts/{sitting.ref}" in told, "a release that comes too early is found"


def test_a_wrong_answer_tells_its_own_feedback_and_nothing_else(reader, bank):
    for item in (raw["id"] for raw in raw_bank() if raw["id"] != "draw-it"):
        wrong = as_form(possible_answers("dd", item)[1].fields)
        told = reader.post(f"/items/dd/{item}", wrong, headers={"HX-Request": "true"}).content.decode()
        assert told.count(MARK) == 1


def test_hints_that_were_not_taken_are_not_seen_after_a_wrong_answer_or_another_hint(reader, bank):
    first = reader.post("/items/dd/the-threshold/hint", {"hint": "1"}).content.decode()
    assert "Count the coefficients" in first
    assert "A line has two" not in first


def test_options_do_not_stand_in_the_order_of_the_file_and_their_ids_say_nothing(bank, reader):
    page = reader.get("/items/dd/the-threshold").content.decode()
    ids = re.findall(r'name="option" value="([^"]+)"', page)
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"[0-9a-f]{10}", each) for each in ids)
    orders = set()
    for title in range(12):
        raw = raw_bank()[:1]
        raw[0]["stem"] = f"Where? {title}"
        publish_bank(slug="dd", title="Double descent", items=parse_bank(raw), at=AT)
        shown = selectors.item_view("dd", "the-threshold").inputs["options"]
        orders.add(tuple(option["text"] for option in shown))
    assert len(orders) > 2


def test_no_page_reads_what_a_simulated_learner_could_answer():
    rooms = [settings.BASE_DIR / "assessments", settings.BASE_DIR / "essays", settings.BASE_DIR / "platform"]
    for path in (path for room in rooms for path in room.rglob("*.py")):
        if path.name in ("views.py", "api.py", "serializers.py", "selectors.py", "fragments.py"):
            assert "simulated" not in path.read_text(), path


def test_banks_and_graders_are_never_static_files():
    static = settings.BUILD_DIR / "static"
    assert not [path for path in static.rglob("*") if path.suffix in (".yaml", ".yml", ".py")]
    scripts = "".join(path.read_text() for path in static.rglob("*.js"))
    for secret in ("misconception", "tolerance", "otherwise"):
        assert secret not in scripts
