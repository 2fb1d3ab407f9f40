"""What every figure kind must do, whoever adds it."""

import json
import re
from functools import cache
from html import unescape
from itertools import zip_longest
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import overlook.figures
from overlook.figures.contract import Kind
from overlook.figures.goals import known_names, names_of
from overlook.figures.host import WIDTH
from overlook.kit.errors import Invalid
from overlook.kit.registry import discover
from tests.figures.gallery import figure, specimen
from tests.figures.node import node

KINDS = discover("overlook.figures", "KIND")
FOLDER = Path(overlook.figures.__file__).parent
WIDTHS = (WIDTH, 480, 346, 288)

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def folder(kind: Kind) -> Path:
    return FOLDER / kind.slug.replace("-", "_")


def states(kind: Kind) -> list[dict[str, Any]]:
    module = specimen(kind.slug)
    return [kind.state(module.DATA, state) for state in module.STATES]


@cache
def drawn_by_node(slug: str) -> list[dict[str, Any]]:
    kind = KINDS[slug]
    module = str(folder(kind) / "figure.ts")
    asked = [
        {"module": module, "state": state, "data": specimen(slug).DATA, "width": width, "id": "fig"}
        for state in states(kind)
        for width in WIDTHS
    ]
    result = node(str(Path(__file__).parents[1] / "figures/scenes.mjs"), stdin=json.dumps(asked))
    assert result.returncode == 0, result.stderr
    answers: list[dict[str, Any]] = json.loads(result.stdout)
    return answers


def differences(server: Any, browser: Any, path: str = "") -> list[str]:
    """Where two scenes differ: numbers by more than a hundredth, anything else at all."""
    if isinstance(server, int | float) and isinstance(browser, int | float):
        return [] if abs(server - browser) <= 0.0101 else [f"{path}: {server} against {browser}"]
    if isinstance(server, dict) and isinstance(browser, dict):
        if list(server) != list(browser):
            return [f"{path}: {list(server)} against {list(browser)}"]
        return [fault for name in server for fault in differences(server[name], browser[name], f"{path}.{name}")]
    if isinstance(server, list | tuple) and isinstance(browser, list):
        pairs = enumerate(zip_longest(server, browser))
        return [fault for index, (a, b) in pairs for fault in differences(a, b, f"{path}[{index}]")]
    if path.endswith(".d"):
        split = [re.findall(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)", value) for value in (server, browser)]
        numbers = [[part if part.isalpha() else float(part) for part in parts] for parts in split]
        return differences(numbers[0], numbers[1], f"{path}()")
    # An element without children may leave them out.
    return (
        [] if server == browser or (server == [] and browser is None) else [f"{path}: {server!r} against {browser!r}"]
    )


@every_kind
def test_the_server_and_the_browser_draw_the_same_picture(kind):
    cases = [(state, width) for state in states(kind) for width in WIDTHS]
    for (state, width), live in zip(cases, drawn_by_node(kind.slug), strict=True):
        static = kind.scene(state, specimen(kind.slug).DATA, width, "fig")
        assert not differences(static, live["scene"]), (state, width)
        assert kind.height(state, width) == live["height"]


@every_kind
def test_the_server_and_the_browser_say_the_same_sentence_and_measure_the_same(kind):
    data = specimen(kind.slug).DATA
    cases = [state for state in states(kind) for _ in WIDTHS]
    for state, live in zip(cases, drawn_by_node(kind.slug), strict=True):
        assert kind.describe(state, data) == live["say"]
        assert kind.measure(state, data) == pytest.approx(live["measure"], rel=1e-6, abs=1e-6)


@every_kind
def test_every_handle_lies_on_its_drawing_in_the_server_s_picture(kind):
    cases = [(state, width) for state in states(kind) for width in WIDTHS]
    for (state, width), live in zip(cases, drawn_by_node(kind.slug), strict=True):
        markup = kind.static(state, specimen(kind.slug).DATA, width)
        assert markup.count('class="handle"') == len(live["handles"])
        for name, x, y in live["handles"]:
            assert f'data-handle="{name}"' in markup
            assert 0 <= x <= width
            assert 0 <= y <= live["height"]


@every_kind
def test_no_clip_takes_the_id_of_the_figure_itself_which_would_clip_nothing(kind):
    for state in states(kind):
        assert 'id="fig"' not in kind.static(state, specimen(kind.slug).DATA, WIDTH, id="fig")


@every_kind
def test_the_static_picture_is_well_formed_and_keeps_to_the_vocabulary(kind):
    for state in states(kind):
        root = ElementTree.fromstring(kind.static(state, specimen(kind.slug).DATA, WIDTH))
        names = {name for element in root.iter() for name in element.attrib}
        assert not names & {"style", "fill", "stroke"}, "colours come from the stylesheet, by class"
        assert not {element.tag.rpartition("}")[2] for element in root.iter()} - _TAGS


_TAGS = {"svg", "g", "path", "line", "rect", "circle", "text", "clipPath", "polygon"}


@every_kind
def test_every_state_has_a_table_and_a_sentence(kind):
    data = specimen(kind.slug).DATA
    for state in states(kind):
        headers, rows = kind.table(state, data)
        assert rows
        assert all(len(row) == len(headers) for row in rows)
        sentence = kind.describe(state, data)
        assert 20 < len(sentence) < 400
        assert sentence.endswith(".")


@every_kind
def test_a_state_has_exactly_the_declared_parameters(kind):
    data = specimen(kind.slug).DATA
    params = kind.params(data)
    assert list(kind.state(data)) == [param.name for param in params]
    assert len({param.name for param in params}) == len(params)
    for param in params:
        assert param.label
        assert param.coerce(param.default) == kind.state(data)[param.name]
        if not param.choices:
            assert list(param.ladder) == sorted(set(param.ladder))
            assert param.default in param.ladder
    with pytest.raises(Invalid):
        kind.state(data, {"no_such_parameter": 1})


@every_kind
@pytest.mark.parametrize("raw", ["nan", "inf", "-1e400", "", "x", None, [], {"a": 1}])
def test_a_value_that_means_nothing_is_refused_with_the_parameter_named(kind, raw):
    data = specimen(kind.slug).DATA
    for param in kind.params(data):
        with pytest.raises(Invalid) as refused:
            param.coerce(raw)
        assert list(refused.value.fields) == [param.name]


@every_kind
def test_every_measure_is_a_finite_number_that_a_goal_may_name(kind):
    data = specimen(kind.slug).DATA
    known = known_names(kind, data)
    for state in states(kind):
        names = names_of(kind, state, data)
        assert set(state) <= set(names)
        assert all(value == value and abs(value) != float("inf") for value in names.values())
    assert all(name.isidentifier() for name in known)


@every_kind
def test_the_leaf_is_complete(kind):
    lying = {path.name for path in folder(kind).iterdir()}
    assert {"__init__.py", "static.py", "model.ts", "figure.ts", "golden.py", "golden.json"} <= lying
    assert any(name.startswith("test_") for name in lying)
    assert any(name.endswith(".test.mjs") for name in lying)
    assert bool(kind.columns) == (specimen(kind.slug).DATA is not None)


@every_kind
def test_the_golden_values_are_the_ones_that_python_computes(kind):
    """``python -m overlook.figures.golden`` writes them anew."""
    stored = json.loads((folder(kind) / "golden.json").read_text())
    computed = json.loads(json.dumps(specimen(kind.slug).values()))
    assert differences_of_values(stored, computed) == []


def differences_of_values(stored: Any, computed: Any, path: str = "") -> list[str]:
    if isinstance(stored, dict):
        return [
            fault for name in stored for fault in differences_of_values(stored[name], computed[name], f"{path}.{name}")
        ]
    if isinstance(stored, list):
        pairs = enumerate(zip(stored, computed, strict=True))
        return [fault for index, (a, b) in pairs for fault in differences_of_values(a, b, f"{path}[{index}]")]
    same = (
        stored == computed if not isinstance(stored, float) else computed == pytest.approx(stored, rel=1e-5, abs=1e-7)
    )
    return [] if same else [f"{path}: {stored} against {computed}"]


@every_kind
def test_the_markup_is_whole_without_javascript(kind):
    query = {"fig": "f"}
    markup = drawn(kind, query, title="A <title>", caption="c", describe="d & e", task="t")
    root = ElementTree.fromstring(_closed(markup))
    assert root.tag == "x-figure"
    assert "A &lt;title&gt;" in markup
    assert "style=" not in markup
    assert "<script" not in markup
    form = root.find(".//form")
    assert form is not None
    assert form.get("method") == "get"
    assert form.get("action") == "#f"
    labels = {label.get("for") for label in root.iter("label")}
    assert all(field.get("id") in labels for field in root.iter("input") if field.get("type") == "range")


def _closed(markup: str) -> str:
    """HTML as XML: void elements closed, bare attributes given a value."""
    for bare in ("data-live", "data-copy", "checked"):
        markup = markup.replace(f" {bare}>", f' {bare}="">').replace(f" {bare} ", f' {bare}="" ')
    parts = markup.split("<input")
    return parts[0] + "".join("<input" + part.replace(">", "/>", 1) for part in parts[1:])


@every_kind
def test_a_query_moves_the_figure_and_nonsense_in_it_does_not(kind):
    for param in kind.params(specimen(kind.slug).DATA):
        other = next((c.slug for c in param.choices if c.slug != param.default), None) or param.ladder[-1]
        moved = drawn(kind, {"fig": "f", param.name: str(other)})
        assert f'"{param.name}":{json.dumps(other)}' in moved.replace("&quot;", '"')
        assert drawn(kind, {"fig": "f", param.name: "nonsense"}) == drawn(kind, {})
        if param.ladder and not param.button:
            assert drawn(kind, {"fig": "f", f"{param.name}-at": str(len(param.ladder) - 1)}) == moved
    assert drawn(kind, {"fig": "g", "k": "3"}) == drawn(kind, {})


@every_kind
def test_the_browser_reaches_the_same_values_as_the_server(kind):
    data = specimen(kind.slug).DATA
    config = re.search(r"data-config='([^']*)'", drawn(kind, {}))
    assert config is not None
    declared = json.loads(unescape(config[1]))["params"]
    script = """import { readFileSync } from "node:fs";
        import { laddered } from "./platform/overlook/kit/frontend/plot.ts";
        const [params, data] = JSON.parse(readFileSync(0));
        console.log(JSON.stringify(params.map((one) => laddered(one, data))))"""
    result = node("--input-type=module", "-e", script, stdin=json.dumps([declared, data]))
    assert result.returncode == 0, result.stderr
    ladders = {param["name"]: param.get("ladder") for param in json.loads(result.stdout)}
    for param in kind.params(data):
        if param.ladder and not param.button:
            assert ladders[param.name] == pytest.approx(list(param.ladder), rel=1e-12)


def drawn(kind: Kind, query: dict[str, str], **words: str) -> str:
    return figure(kind, "f", query, {}, module_url="/figure.js", **words)


@every_kind
def test_the_stylesheet_keeps_the_place_of_a_narrow_picture(kind):
    sheet = (FOLDER.parent / "kit/frontend/css/figure.css").read_text()
    for kept in re.findall(r'data-narrow="(\d+)"', drawn(kind, {})):
        assert f'.stage[data-narrow="{kept}"] > svg {{\n      height: {kept}px;' in sheet, f"add a rule for {kept} px"
