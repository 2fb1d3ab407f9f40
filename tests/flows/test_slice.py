"""The whole slice, once through: a reader without an account, a teacher, and what the teacher then sees."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.worker_stack import Stack, Visitor, eventually, worker_stack

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("slice")]
ESSAY = "double-descent"
QUESTION = f"/items/{ESSAY}/mean-and-median"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
PASSWORD = "a-long-enough-passphrase"


@pytest.fixture(scope="module")
def house():
    with worker_stack() as stack:
        stack.manage("publish")
        stack.start_worker()
        stack.start_beat()
        yield stack


@pytest.fixture(scope="module")
def teacher(house: Stack) -> Visitor:
    teacher = house.visitor()
    _sign_up(teacher, "teacher@example.org")
    return teacher


def test_from_the_first_page_to_the_teachers_dashboard(house, teacher):
    reader = house.visitor()
    assert f'href="/e/{ESSAY}"' in reader.get("/").text
    assert reader.get(f"/e/{ESSAY}").status == 200
    assert reader.cookies == {}, "reading leaves no cookie"

    _answer(reader)
    assert "sessionid" in reader.cookies
    run = _sweep(reader)
    before = _record(reader)
    assert before != _record(house.visitor())

    _sign_up(reader, "reader@example.org")
    assert _record(reader) == before, "what an anonymous reader did came along to the account"
    assert reader.get(run).status == 200
    assert house.visitor().get(run).status == 404, "and is nobody else's"

    cohort, code = _open_cohort(teacher)
    reader.get("/cohorts")
    joined = reader.post_form("/cohorts/join", code=code)
    assert (joined.status, joined.headers["Location"]) == (302, cohort)
    assert "reader@example.org" in teacher.get(f"{cohort}/learners").text
    _assign(teacher, cohort)
    board = teacher.get(cohort).text
    assert "Double descent" in board
    assert "There are no learners yet." not in board
    assert reader.get(f"{cohort}/learners").status == 404
    assert "reader@example.org" not in house.visitor().get(cohort).text


def _record(visitor: Visitor) -> list[str]:
    """The marks in the table of concepts of one's own progress."""
    return re.findall(r"[✓✗]", visitor.get("/me").text)


def _sign_up(visitor: Visitor, email: str) -> None:
    visitor.get("/accounts/signup/")
    made = visitor.post_form("/accounts/signup/", email=email, password1=PASSWORD)
    assert made.status in (302, 303), made.text


def _answer(reader: Visitor) -> None:
    page = reader.get(QUESTION).text
    option = re.search(r'name="option" value="([^"]+)"', page)
    assert option is not None
    body = f"option={option[1]}&confidence=sure"
    headers = {**SAME_ORIGIN, "Content-Type": "application/x-www-form-urlencoded"}
    told = reader.request("POST", QUESTION, body, headers)
    assert (told.status, told.headers["Location"].partition("?")[0]) in ((302, QUESTION), (303, QUESTION))
    shown = reader.get(told.headers["Location"].partition("#")[0]).text
    assert "mark-good" in shown or "mark-bad" in shown


def _sweep(reader: Visitor) -> str:
    """Ask for a small real sweep with the form, and wait for its curve."""
    address = "/simulations/double-descent"
    key = re.search(r'name="key" value="([^"]+)"', reader.get(f"{address}?family=spline").text)
    assert key is not None
    asked = reader.post_form(address, family="spline", seeds="8", key=key[1])
    assert asked.status == 303, asked.text
    run = asked.headers["Location"]
    assert eventually(lambda: 'href="/r/' in reader.get(run).text, 90), reader.get(run).text
    assert "<svg" in reader.get(run).text
    return run


def _open_cohort(teacher: Visitor) -> tuple[str, str]:
    """A new cohort, and the code that is shown this once."""
    teacher.get("/cohorts")
    made = teacher.post_form("/cohorts", name="Statistics 2", time_zone="Europe/Berlin")
    assert made.status == 302, made.text
    cohort = made.headers["Location"].removesuffix("/settings")
    teacher.get(f"{cohort}/settings")
    shown = teacher.post_form(f"{cohort}/code")
    code = re.search(r'<p class="stat"><strong>([^<]+)</strong>', shown.text)
    assert code is not None, shown.text
    return cohort, code[1]


def _assign(teacher: Visitor, cohort: str) -> None:
    """Open since yesterday, due in a week, in the cohort's own wall time."""
    now = datetime.now(UTC).replace(tzinfo=None, second=0, microsecond=0)
    dates = {"opens": now - timedelta(days=1), "due": now + timedelta(days=7)}
    sent = {name: day.isoformat(timespec="minutes") for name, day in dates.items()}
    assert teacher.post_form(f"{cohort}/assignments", essay=ESSAY, **sent).status == 302
