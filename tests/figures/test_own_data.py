"""A reader's own table: the server and the browser must read, refuse, draw and say the same."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

import overlook.figures
from overlook.figures.contract import Kind
from overlook.figures.host import WIDTH
from overlook.figures.own import names, read, wanted
from overlook.kit.errors import Invalid
from overlook.kit.registry import discover
from tests.contracts.test_figures import differences
from tests.figures.node import node

pytestmark = pytest.mark.pure

KINDS = {slug: kind for slug, kind in discover("overlook.figures", "KIND").items() if kind.own}
SCRIPT = str(Path(__file__).with_name("own.mjs"))
FOLDER = Path(overlook.figures.__file__).parent
EVERY = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)

# Tables of three columns that every kind can make something of: the last is a class, and a target as well.
SOUND = [
    "x;y;label\n1,5;2;0\n2;3,25;1\n3;1;0\n4,75;6;1\n−5;2;1\n6;8;0\n7;1;1\n8;2;0\n9;4;1\n10;2;0\n",
    "".join(f"{index * 37 % 101}\t{1e6 + index * index % 17}\t{index % 3 % 2}\r\n" for index in range(60)),
    "".join(f"{0.9 + index * 1e-6:.7f},{-index % 7},{index * 5 % 7 % 2}\n" for index in range(40)),
]
FAULTY = [
    "",
    "x,y,label",
    "x,y,label\n1,2,0\n",
    "x,y,label\n1,2,0\n3,abc,1\n4,5,1\n",
    "1,2,3\n" * 12,
    "x,y,label\n" + "".join(f"{n},{n * n},1\n" for n in range(12)),
    "x,y,label\n" + "".join(f"5,{n},{n % 2}\n" for n in range(12)),
    "x,y,label\n" + "".join(f"{n},{2 * n},{n % 2}\n" for n in range(12)),
    "x,y,label\n1e308,2,0\nNaN,inf,1\n,#N/A,1\n",
    "x,x,label\n1,2,0\n3,4,1",
    "score\n1\n2\n",
    'x,y,label\n1,"2,0\n',
    'x,y,label\n"1"2,2,0\n',
    "x,y,label\n1,2\n1,2,3,4\n",
    "PK\x03\x04\x00\x00",
    "1,2,0\n" * 2001,
    "1,2,0\n" * 1_000_000,
    "\ufeffx,y,label\n1,2,yes\n3,4,no\n",
    ",".join("1" * 51),
]


def ask(kind: Kind, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the browser makes of the tables."""
    assert kind.own
    module = str(FOLDER / kind.slug.replace("-", "_") / "figure.ts")
    given = [
        {"module": module, "wanted": wanted(kind.own), "columns": {}, "states": [], "text": case["text"], **case}
        for case in cases
    ]
    result = node(SCRIPT, stdin=json.dumps(given))
    assert result.returncode == 0, result.stderr
    answers: list[dict[str, Any]] = json.loads(result.stdout)
    return answers


def outcome(kind: Kind, text: str) -> tuple[Any, list[str] | None]:
    """Data or problems, of the server."""
    assert kind.own
    try:
        return read(kind.own, text), None
    except Invalid as error:
        return None, error.fields["table"]


def views(kind: Kind, data: Any) -> list[dict[str, Any]]:
    """The state to begin with and, one at a time, the ends of each parameter and every choice."""
    begin = kind.state(data, data["begin"])
    states = [begin]
    for param in kind.params(data):
        ends: list[Any] = [choice.slug for choice in param.choices] or [param.ladder[0], param.ladder[-1]]
        states += [{**begin, param.name: end} for end in ends]
    return [{"state": state, "width": width} for state in states for width in (WIDTH, 346)]


def alike(server: Any, browser: Any) -> bool:
    if isinstance(server, dict):
        return set(server) == set(browser) and all(alike(server[name], browser[name]) for name in server)
    if isinstance(server, list | tuple):
        return len(server) == len(browser) and all(map(alike, server, browser))
    return bool(browser == (pytest.approx(server, rel=1e-9, abs=1e-12) if isinstance(server, float) else server))


@EVERY
def test_both_draw_say_and_tell_the_same_of_the_same_table(kind):
    texts = [kind.own.example, *SOUND]
    made = [read(kind.own, text) for text in texts]
    asked = [{"text": text, "states": views(kind, data)} for text, data in zip(texts, made, strict=True)]
    for data, one, answer in zip(made, asked, ask(kind, asked), strict=True):
        assert alike(data, answer["data"])
        for view, live in zip(one["states"], answer["views"], strict=True):
            state, width = view["state"], view["width"]
            assert not differences(kind.scene(state, data, width, "fig"), live["scene"]), view
            assert kind.height(state, width) == live["height"]
            assert kind.describe(state, data) == live["say"]
            assert kind.measure(state, data) == pytest.approx(live["measure"], rel=1e-6, abs=1e-6)
            headers, rows = kind.table(state, data)
            assert [headers, rows] == live["table"]
            assert kind.static(state, data, width).count('class="handle"') == len(live["handles"])


@EVERY
def test_both_refuse_the_same_tables_in_the_same_words(kind):
    for text, answer in zip(FAULTY, ask(kind, [{"text": text} for text in FAULTY]), strict=True):
        data, problems = outcome(kind, text)
        assert answer.get("problems") == problems, text[:60]
        assert problems or alike(data, answer["data"])


def test_both_read_any_scribble_alike():
    """Drawn tables out of what tables are made of, and of what they should not."""
    kind, pen = KINDS["threshold"], random.Random(7)
    pieces = ["1", "0", "0.5", "2,5", "-3", "x", "score", "label", '"', '""', ",", ";", "\t", "\n", "\r\n", " ", "\r"]
    pieces += [
        "1e3",
        "nan",
        "\u2212",
        "\u00a0",
        "\u0085",
        "\ufeff",
        "é",
        "\x01",
        "\U0001f600",
        "1,0\n",
        "0.3,1\n",
        "7;1\n",
    ]
    texts = ["".join(pen.choices(pieces, k=pen.randrange(1, 30))) for _ in range(600)]
    texts += [
        "score,label\n" + "".join(pen.choices(["0.3,1\n", "0.2,0\n", " .1 , 0\n", '"7","1"\n'], k=9)) for _ in range(50)
    ]
    for text, answer in zip(texts, ask(kind, [{"text": text} for text in texts]), strict=True):
        data, problems = outcome(kind, text)
        assert answer.get("problems") == problems, repr(text)
        assert problems or alike(data, answer["data"]), repr(text)


@pytest.mark.parametrize("seed", range(6))
def test_the_area_and_the_average_precision_are_those_of_scikit_learn_ties_included(seed):
    kind, pen = KINDS["threshold"], random.Random(seed)
    labels = [1, 0] + [int(pen.random() < 0.3) for _ in range(150)]
    scores = [round(pen.gauss(label, 1), seed % 3) for label in labels]
    text = "score,label\n" + "".join(f"{score},{label}\n" for score, label in zip(scores, labels, strict=True))
    data = read(kind.own, text)
    found = kind.measure(kind.state(data, data["begin"]), data)
    assert len(set(scores)) < len(scores)
    assert found["auc"] == pytest.approx(roc_auc_score(labels, scores), abs=1e-12)
    assert found["ap"] == pytest.approx(average_precision_score(labels, scores), abs=1e-12)
    pairs = sum(labels) * (len(labels) - sum(labels))
    assert (found["wins"] + found["ties"] / 2) / pairs == pytest.approx(found["auc"], abs=1e-12)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("score,label\n.1,0\n.2,1\n.3,1\n.4,0\n.5,abc", "Row 6, column 2 (label): “abc” is not a number."),
        ("score,label\n.1,0\n.2,1\n.3,2\n.4,0\n.5,1", "Row 4, column 2 (label): “2” is no class. Write 0 or 1."),
        (".1,0\n.2,0\n.3,0\n.4,0\n.5,0", "Column 2: every class is 0. Bring rows of both classes."),
        (".1,0\n.2,1", "There are 2 rows, and at least 5 are needed."),
        ("score\n1", "There is 1 column, and 2 are needed: a score and a class, 0 or 1."),
        (
            "score,label\n3,0\n3,1\n3,0\n3,1\n3,1",
            "Column 1 (score): all values are the same, so there is nothing to be learned from it.",
        ),
        ("1,0\n" * 2001, "There are 2001 rows, and the limit is 2000. Leave out those after row 2000."),
        ("1,0\n" * 1_000_000, "The data are longer than 64 KB. Leave out rows or columns."),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(text, sentence):
    assert outcome(KINDS["threshold"], text)[1] == [sentence]


def test_columns_are_known_by_their_headers_by_choice_or_by_their_order():
    own = KINDS["threshold"].own
    rows = "".join(f"{index},{index % 2},{10 - index}\n" for index in range(6))
    assert read(own, f"id,Label,Score\n{rows}")["name"] == "Score"
    assert read(own, f"id,kind,b\n{rows}", {"score": "b"})["name"] == "b"
    assert read(own, f"id,kind,b\n{rows}", {"score": "gone"})["name"] == "id"
    assert read(own, f"y,kind,b\n{rows}", {"label": "kind"})["name"] == "y"
    assert read(own, rows)["name"] == "column 1"
    assert names(f"id,,b\n{rows}") == ("id", "column 2", "b")
    with pytest.raises(Invalid, match="chosen for two things"):
        read(own, f"id,kind,b\n{rows}", {"score": "kind", "label": "kind"})


def test_words_in_a_column_that_is_not_wanted_do_no_harm():
    rows = "".join(f"case {index},{index},{index % 2}\n" for index in range(6))
    assert read(KINDS["threshold"].own, f"name,score,label\n{rows}")["positive"] == [1, 3, 5]


@EVERY
def test_the_example_can_be_used(kind):
    data = read(kind.own, kind.own.example)
    assert json.loads(json.dumps(data)) == data
    state = kind.state(data, data["begin"])
    assert all(
        param.default in (param.ladder or [choice.slug for choice in param.choices]) for param in kind.params(data)
    )
    assert kind.table(state, data)[1]
    assert 20 < len(kind.describe(state, data)) < 400
