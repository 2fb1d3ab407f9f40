"""Whose turn it is, with a real broker and a real worker."""

import pytest

from tests.services.asking import ask, finished, newcomer, state, working
from tests.worker_stack import Stack, eventually
from tests.worker_stack import stack as stack

# On the services alone: what takes turns there is the same code, and a minute of two cores is dear in `make test`.
pytestmark = [pytest.mark.worker, pytest.mark.service, pytest.mark.xdist_group("workers")]


def test_fifty_runs_of_one_learner_do_not_hold_up_one_run_of_another(stack: Stack) -> None:
    greedy, modest = newcomer(stack), newcomer(stack)
    # With the run that made them a learner they have as many under way as anybody may.
    many = [ask(greedy, seeds=4, root=100 + number, dawdle=0.02) for number in range(49)]
    with working(stack, 1):
        assert eventually(lambda: state(greedy, many[0])["status"] == "done")
        one = ask(modest, seeds=8, root=99, dawdle=0.02)
        assert finished(modest, one)["status"] == "done"
        ((waiting,),) = stack.sql("SELECT count(*) FROM simulations_run WHERE status IN ('queued', 'running')")
        assert waiting > 30
        assert eventually(lambda: stack.sql("SELECT count(*) FROM simulations_run WHERE status = 'done'")[0][0] >= 52)
    last = greedy.get(many[-1]["url"]).json()
    assert (last["status"], last["seeds_done"]) == ("done", 4)


def test_a_sweep_waits_while_somebody_looks_and_goes_on_afterwards(stack: Stack) -> None:
    reader = newcomer(stack)
    sweep = ask(reader, seeds=80, root=200, dawdle=0.02, priority="batch")
    with working(stack, 1):
        assert eventually(lambda: state(reader, sweep)["seeds_done"] > 0)
        run = ask(reader, seeds=8, root=201, dawdle=0.02)
        assert finished(reader, run)["status"] == "done"
        assert state(reader, sweep)["seeds_done"] < 60
        assert finished(reader, sweep)["status"] == "done"
