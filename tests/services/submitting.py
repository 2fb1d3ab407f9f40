"""Many learners who submit at once: made inside the stack, driven from outside, patient when the server is gone."""

import json
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

from tests.worker_stack import Answer, Stack

PARALLEL = 32


@dataclass(frozen=True)
class Submission:
    """One answer to send: whose, to what, and under which key."""

    token: str
    attempt: str
    item: str
    answer: dict[str, object]
    key: str


@dataclass
class Submitting:
    """Sends from 32 threads, each answer until it is acknowledged, however often the server is gone."""

    stack: Stack
    patience: float = 240
    acknowledged: dict[tuple[str, str], int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    away: int = 0
    _lock: Lock = field(default_factory=Lock)

    def send_all(self, submissions: Iterable[Submission], meanwhile: Callable[[], None] = lambda: None) -> None:
        with ThreadPoolExecutor(PARALLEL) as pool:
            waiting = [pool.submit(self._until_acknowledged, one) for one in submissions]
            meanwhile()
            for each in waiting:
                each.result()

    def reached(self, count: int) -> bool:
        deadline = time.monotonic() + self.patience
        while len(self.acknowledged) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        return len(self.acknowledged) >= count

    def _until_acknowledged(self, one: Submission) -> None:
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            try:
                told = post(self.stack, one)
            except OSError:
                # Also the lost answer to a request that was served: the same key asks again.
                with self._lock:
                    self.away += 1
                time.sleep(0.1)
                continue
            if told.status in (200, 201):
                with self._lock:
                    self.acknowledged[one.attempt, one.key] = told.json()["seq"]
                return
            if told.status != 503:
                with self._lock:
                    self.refused.append(f"{told.status} {told.text[:200]}")
                return
            time.sleep(0.1)
        raise AssertionError(f"{one.key} was never acknowledged")


def post(stack: Stack, one: Submission) -> Answer:
    headers = {
        "Authorization": f"Bearer {one.token}",
        "Content-Type": "application/json",
        "Idempotency-Key": one.key,
    }
    body = json.dumps({"item": one.item, "answer": one.answer})
    return stack.visitor().request("POST", f"/api/v1/attempts/{one.attempt}/responses", body, headers)


def class_of(stack: Stack, learners: int, *, first: int = 0) -> list[Submission]:
    """A class that sits the specimen paper: one submission for each learner and question, one try each."""
    code = f"from tests.services.sitting_class import seat_class; seat_class({first}, {first + learners})"
    told = json.loads(stack.manage("shell", "--verbosity", "0", "-c", code).strip().splitlines()[-1])
    return [Submission(**one) for one in told]
