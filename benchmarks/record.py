"""Handing in answers, 32 at once, as a class does: over HTTP, on the platform's own server (Granian).

Each learner has a connection and a sitting of a formal paper. An answer is checked, kept, graded and recorded in one
request.

The limit is a bare INSERT in a transaction of its own on the same database, from 32 connections, in turns with the
class.
"""

import http.client
import json
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks.registry import Result, bench
from tests.worker_stack import Stack, worker_stack

CLIENTS, ROUNDS, INSERTS = 32, 3, 100
SERVICE = "postgres://postgres@127.0.0.1:5432/postgres"
_TABLE = "CREATE TABLE IF NOT EXISTS bench (said TEXT NOT NULL)"


@bench("record/submit-sqlite")
def submit_sqlite() -> Result:
    """A class hands in on SQLite."""
    with worker_stack() as stack:
        return measured(stack, lambda: _sqlite(stack), "SQLite")


@bench("record/submit-postgres")
def submit_postgres() -> Result:
    """A class hands in on PostgreSQL, in a database that is made for it and dropped."""
    service = os.environ.get("DATABASE_URL", SERVICE)
    try:
        with _own_database(service) as address, worker_stack(DATABASE_URL=address) as stack:
            return measured(stack, lambda: psycopg.connect(address, autocommit=True), "PostgreSQL")
    except psycopg.OperationalError:
        where = urlsplit(service)
        return Result(0.0, "submissions/s", 0, note=f"not measured: no PostgreSQL at {where.hostname}:{where.port}")


def measured(
    stack: Stack, connect: Callable[[], Any], database: str, *, clients: int = CLIENTS, rounds: int = ROUNDS
) -> Result:
    """Rounds of a class and of bare inserts in turn; the median rate of each, and the p95 over all submissions."""
    _hand_in(stack, _class(stack, 0, 2))
    rates, floors, waits = [], [], []
    for number in range(rounds):
        first = 2 + number * clients
        rate, taken = _hand_in(stack, _class(stack, first, first + clients))
        rates.append(rate)
        waits += taken
        floors.append(_insert(connect, clients))
    value, floor = median(rates), median(floors)
    p95 = quantiles(waits, n=20)[-1]
    note = (
        f"{clients} learners at once hand in {len(waits)} answers of a paper on Granian and {database}; p95 "
        f"{p95 * 1000:.0f} ms, median {median(waits) * 1000:.0f} ms. Limit: a bare INSERT from {clients} connections, "
        f"{floor:,.0f} a second"
    )
    return Result(value, "submissions/s", rounds, None, floor / value, note)


def _class(stack: Stack, first: int, last: int) -> list[dict[str, Any]]:
    code = f"from benchmarks.making import seat_class; seat_class({first}, {last})"
    told: list[dict[str, Any]] = json.loads(stack.manage("shell", "--verbosity", "0", "-c", code).splitlines()[-1])
    return told


def _hand_in(stack: Stack, people: Sequence[dict[str, Any]]) -> tuple[float, list[float]]:
    """Everybody at once; submissions a second, and how long each took."""
    began = time.perf_counter()
    with ThreadPoolExecutor(len(people)) as pool:
        taken = [wait for waits in pool.map(lambda one: _sit(stack.port, one), people) for wait in waits]
    return len(taken) / (time.perf_counter() - began), taken


def _sit(port: int, person: dict[str, Any]) -> list[float]:
    """One learner answers question after question on one kept connection."""
    taken = []
    headers = {"Authorization": f"Bearer {person['token']}", "Content-Type": "application/json"}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        for item, answer in person["answers"]:
            began = time.perf_counter()
            body = json.dumps({"item": item, "answer": answer})
            place = f"/api/v1/attempts/{person['attempt']}/responses"
            connection.request("POST", place, body, {**headers, "Idempotency-Key": secrets.token_hex(8)})
            told = connection.getresponse()
            text = told.read().decode()
            assert told.status == 201, f"{item}: {told.status} {text[:300]}"
            taken.append(time.perf_counter() - began)
    return taken


def _insert(connect: Callable[[], Any], clients: int) -> float:
    """Bare inserts a second, each in its own transaction, from so many connections at once."""
    with closing(connect()) as first:
        first.execute(_TABLE)
    said = "x" * 200

    def insert(_client: int) -> float:
        with closing(connect()) as connection:
            began = time.perf_counter()
            for _ in range(INSERTS):
                connection.execute(f"INSERT INTO bench (said) VALUES ('{said}')")
            return time.perf_counter() - began

    with ThreadPoolExecutor(clients) as pool:
        slowest = max(pool.map(insert, range(clients)))
    return clients * INSERTS / slowest


def _sqlite(stack: Stack) -> sqlite3.Connection:
    """As the platform opens it; without a transaction of Python's own each statement commits."""
    database = sqlite3.connect(stack.var / "overlook.sqlite3", timeout=20, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=NORMAL")
    return database


@contextmanager
def _own_database(service: str) -> Iterator[str]:
    name = f"overlook_bench_{secrets.token_hex(6)}"
    with psycopg.connect(service, autocommit=True, connect_timeout=5) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(urlsplit(service)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(service, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
