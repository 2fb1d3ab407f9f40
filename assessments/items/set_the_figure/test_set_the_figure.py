import pytest

from assessments.banks import BankError, parse_bank
from assessments.engine.variants import materialise
from assessments.items.set_the_figure import ITEM_TYPE
from overlook.kit.errors import Invalid

pytestmark = pytest.mark.pure

TRAP = {"when": "k < 20", "misconception": "GEN.no", "feedback": "too few"}


def item(**fields):
    base = {"id": "a", "type": "set-the-figure", "objective": "o", "stem": "Set it.", "kind": "knot-fit"}
    state = {"k": 10, "dataset": "parabola", "seed": 3}
    return {
        **base,
        "state": state,
        "controls": ["k", "design"],
        "condition": "k >= 50 and design == iid",
        "answer": {"k": 60, "design": "iid"},
        "traps": [TRAP],
        "otherwise": {"feedback": "look again"},
        **fields,
    }


@pytest.fixture
def variant():
    (spec,) = parse_bank([item()])
    return materialise(ITEM_TYPE, spec, 0)


@pytest.mark.parametrize(
    ("state", "fraction", "feedback"),
    [
        ({"k": 50, "design": "iid"}, 1, ""),
        ({"k": "55", "design": "iid"}, 1, ""),
        ({"k": 50, "design": "stratified"}, 0, "look again"),
        ({"k": 10, "design": "iid"}, 0, "too few"),
    ],
)
def test_a_state_is_right_when_the_condition_holds_of_it(variant, state, fraction, feedback):
    verdict = ITEM_TYPE.grade(ITEM_TYPE.parse_response({"state": state}, variant), variant)
    assert (verdict.fraction, verdict.feedback) == (fraction, feedback)


def test_only_the_controls_are_taken_from_an_answer(variant):
    sent = {"state-k": "60", "state-design": "iid", "state-seed": "4", "state-dataset": "cubic", "state-test": "0"}
    assert ITEM_TYPE.parse_response(sent, variant) == {"state": {"k": 60, "design": "iid"}}


@pytest.mark.parametrize(
    "state",
    [{"k": 0, "design": "iid"}, {"k": 10**6, "design": "iid"}, {"k": 50, "design": "both"}, {"k": "many"}, {}, "k"],
)
def test_a_state_that_the_figure_cannot_have_is_refused(variant, state):
    with pytest.raises(Invalid) as refusal:
        ITEM_TYPE.parse_response({"state": state}, variant)
    assert set(refusal.value.fields) <= {"state-k", "state-design"}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"kind": "nothing"}, "a.kind"),
        ({"kind": "curve-band"}, "a.kind"),
        ({"condition": "knots > 3"}, "a.condition"),
        ({"condition": "k"}, "a.condition"),
        ({"condition": "k < 50"}, "a.condition"),
        ({"controls": ["seed"]}, "a.controls"),
        ({"state": {"knots": 3}}, "a.state"),
        ({"state": {"k": 0}}, "a.state.k"),
        ({"answer": {"k": 60}}, "a.answer"),
        ({"answer": {"k": 20, "design": "iid"}}, "a"),
        ({"traps": [{**TRAP, "when": "speed > 1"}]}, "a.traps[0].when"),
    ],
)
def test_an_author_is_told_what_cannot_be(change, path):
    with pytest.raises(BankError) as refusal:
        parse_bank([item(**change)])
    assert path in [where for where, _ in refusal.value.problems]
