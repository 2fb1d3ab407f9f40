"""Directives and roles: each becomes the node, then the markup, that it stands for."""

import re

import pytest

from essays.build import build
from essays.contract import Claim
from essays.markup import roles
from essays.markup.nodes import Directive
from essays.markup.parser import parse
from essays.render.blocks import Page, render_all, targets_of
from essays.render.context import Desk
from essays.render.equations import Sheet
from essays.source import yamls
from essays.source.front import split
from essays.source.tables import rows

FIGURE = ":::{figure} knot-fit\n:id: fig-a\n:caption: c\n:describe: d\n:task: t\n:goal: k > 4\n:solution: {k: 5}\n:::\n"


@pytest.fixture
def desk() -> Desk:
    count = Claim(id="n", kind="given", expected=41, tolerance=0, format="{:d}", line=1)
    return Desk(
        slug="small-essay",
        claims={"n": count},
        references={},
        terms={"knot": "knot"},
        targets={},
        essays={"other-essay": "Another essay"},
        sheet=Sheet({("x", False): '<math alttext="x"><mi>x</mi></math>'}, ""),
        printed={"n": "41"},
        data={"picture.png": "picture.0123456789.png"},
    )


def rendered(text: str, desk: Desk) -> Page:
    document, problems = parse(text)
    assert problems == []
    page = Page(None, replace_targets(desk, document))  # type: ignore[arg-type]
    render_all(page, document.nodes)
    return page


def replace_targets(desk: Desk, document) -> Desk:
    return Desk(**{**vars(desk), "targets": targets_of(document.nodes)})


def html(text: str, desk: Desk) -> str:
    return "".join(segment.get("html", "") for segment in rendered(text, desk).segments)


def test_options_are_yaml_and_sentences_are_text():
    document, problems = parse(
        ":::{figure} knot-fit\n:id: fig-a\n:params: {k: 3, design: iid}\n:caption: One: {val}`n`\n  and on.\n"
        ":describe: d\n:task: t\n:goal: k > 4\n:solution: {k: 5}\n:::\n"
    )
    (figure,) = document.directives("figure")
    assert problems == []
    assert figure.get("params") == {"k": 3, "design": "iid"}
    assert figure.get("caption") == "One: {val}`n` and on."
    assert (figure.argument, figure.place.line, figure.at("goal").line) == ("knot-fit", 1, 8)


def test_nested_directives_know_their_lines():
    document, problems = parse(
        "Text.\n\n::::{predict} guess\nIntro.\n\n:::{reveal}\nSo it is.\n:::\n::::\n", "essay.md", 11
    )
    assert problems == []
    assert [(node.name, node.place.line) for node in document.walk() if isinstance(node, Directive)] == [
        ("predict", 13),
        ("reveal", 16),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (":::{step}\n:set: {k: 1}\n:say: s\nx\n:::", "may not stand at the top level"),
        (":::{check}\n:::", "needs an argument"),
        (":::{check} Not A Name\n:::", "is not a name"),
        (":::{check} a\nbody\n:::", "has no body"),
        ("- :::{aside}\n  x\n  :::", "may not stand in a list"),
        (
            FIGURE.replace(":id: fig-a", ":id: fig-a\n:id: fig-b"),
            "given twice",
        ),
        (":::{depth} intro\nx", "never closed"),
    ],
)
def test_a_directive_in_the_wrong_place_or_shape_is_refused(text, words):
    assert any(words in problem.message for problem in parse(text)[1])


def test_scrolly_pins_its_figure_and_marks_its_steps(desk):
    page = rendered(
        f":::::{{scrolly}} story\n{FIGURE}"
        ":::{step}\n:set: {k: 3}\n:panel: fit\n:say: Now {const}`n` points.\n### One\nText\n:::\n:::::\n",
        desk,
    )
    assert [next(iter(segment)) for segment in page.segments] == ["html", "figure", "html"]
    (step,) = re.findall(r'<section class="step"[^>]*>', page.segments[2]["html"])
    assert 'id="story-1"' in step
    assert 'data-set="{&quot;k&quot;: 3}"' in step
    assert 'data-say="Now 41 points."' in step
    assert 'data-panel="fit"' in step
    assert page.marks == ["story-1"]


def test_predict_keeps_its_reveal_apart(desk):
    page = rendered("::::{predict} guess\nWhy not.\n\n:::{reveal}\nThe truth.\n:::\n::::\n", desk)
    assert {"predict": "guess"} in page.segments
    assert "The truth." not in str(page.segments)
    assert page.reveals == {"guess": [{"html": "<p>The truth.</p>\n"}]}


def test_check_sweep_and_game_are_places_for_the_view(desk):
    figure = ":id: fig-s\n:figure: curve-band\n:caption: c\n:describe: d\n:task: t\n:goal: x > 4\n:solution: {x: 5}\n"
    page = rendered(f":::{{check}} a\n:::\n:::{{sweep}} digits\n{figure}:::\n:::{{game}} bridge\nPlay.\n:::\n", desk)
    placed = [segment for segment in page.segments if "html" not in segment]
    assert placed == [{"item": "a"}, {"figure": "fig-s"}, {"sweep": "digits"}, {"game": "bridge"}]
    assert page.figures["fig-s"]["data"] == "sweep:digits"


def test_neighbouring_depths_are_one_group_and_the_first_is_open(desk):
    text = html(
        ":::{depth} intro\nA\n:::\n:::{depth} derivation\nB\n:::\n\nBetween.\n\n:::{depth} intro\nC\n:::\n", desk
    )
    assert text.count('<div class="depths">') == 2
    assert re.findall(r'data-depth="(\w+)"( open)?', text) == [
        ("intro", " open"),
        ("derivation", ""),
        ("intro", " open"),
    ]


def test_overlooked_aside_warning_and_explain(desk):
    text = html(
        ":::{overlooked} What is left out\nX\n:::\n:::{aside} By the way\nY\n:::\n:::{warning}\nZ\n:::\n"
        ":::{explain} say-it\nSay it.\n:::\n",
        desk,
    )
    assert '<h2 id="what-is-left-out" data-mark="1">What is left out</h2>' in text
    assert '<aside class="aside"><p><strong>By the way</strong></p><p>Y</p>' in text
    assert '<section class="warning"><p>Z</p>' in text
    assert 'data-keep="say-it"' in text


def test_a_table_can_be_scrolled_by_keyboard_and_has_its_caption(desk):
    text = html(":::{table} tab-a\n:caption: Two columns.\n\n| a | b |\n|---|--:|\n| x | {const}`n` |\n:::\n", desk)
    assert '<div class="table-scroll" tabindex="0" role="region" aria-label="Table 1">' in text
    assert "<caption>Table 1. Two columns.</caption>" in text
    assert '<td class="num">41</td>' in text
    assert "style=" not in text


def test_code_is_kept_as_typed_and_escaped(desk):
    text = html(
        ':::{code} python\n:id: code-a\n:caption: Some.\n:output: 3 < 4\n\nif 3 < 4:\n    print("3 < 4")\n:::\n', desk
    )
    assert "<code>if 3 &lt; 4:\n    print(&quot;3 &lt; 4&quot;)</code>" in text
    assert "<samp>3 &lt; 4</samp>" in text


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("{const}`n` points", "41 points"),
        ("{term}`knots <knot>`", '<a class="term" href="#term-knot">knots</a>'),
        ("{term}`knot`", '<a class="term" href="#term-knot">knot</a>'),
        ("{ref}`/other-essay`", '<a href="/e/other-essay">Another essay</a>'),
        (
            "{ctl}`39 knots <fig-a?k=39&design=iid>`",
            '<a class="ctl" href="?fig=fig-a&amp;k=39&amp;design=iid#fig-a" data-figure="fig-a"'
            ' data-set="k=39&amp;design=iid">39 knots</a>',
        ),
        ("$x$", '<math alttext="x"><mi>x</mi></math>'),
        (
            "![Two lines](data/picture.png)",
            '<img src="/e/small-essay/data/picture.0123456789.png" alt="Two lines" loading="lazy">',
        ),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))"),
    ],
)
def test_what_stands_in_a_line(desk, text, markup):
    assert html(text, desk).strip() == f"<p>{markup}</p>"


def test_figures_equations_and_tables_are_numbered_in_order(desk):
    document, _ = parse(f"$$x$$ (eq-a)\n\n{FIGURE}\n$$x$$ (eq-b)\n")
    assert targets_of(document.nodes) == {"eq-a": "Equation 1", "fig-a": "Figure 1", "eq-b": "Equation 2"}


def test_bound_numbers_are_put_into_equations():
    printed = {"n": "1,234.5", "share": "40%", "much": "3 times", "below": "−2"}
    latex = r"\val{n} + \const{share} + \val{much} + \val{below} + \val{unknown}"
    assert roles.bind_maths(latex, printed) == r"1{,}234.5 + 40\% + \text{3 times} + -2 + \val{unknown}"


def test_yaml_knows_its_lines_and_refuses_a_key_given_twice():
    value, problems = yamls.load("a: 1\nb:\n  c: 2\n", "claims.yaml", first_line=5)
    assert problems == []
    assert (value.lines, value["b"].lines) == ({"a": 5, "b": 6}, {"c": 7})
    _, problems = yamls.load("a: 1\na: 2\n", "claims.yaml")
    assert (problems[0].line, problems[0].message) == (2, "This is not valid YAML: the key 'a' is given twice.")


def test_an_entry_given_twice_is_refused():
    found, problems = rows("- id: a\n- id: a\n", "items.yaml")
    assert [row["id"] for row in found] == ["a"]
    assert problems[0].line == 2


def test_the_front_matter_ends_where_the_body_begins():
    assert split("---\ntitle: x\n---\nBody\n") == ("title: x", "Body\n", 4)


def test_equations_become_mathml_without_inline_styles(folder, house, tmp_path):
    manifest = build(folder, house, tmp_path / "out").manifest
    text = "".join(segment.get("html", "") for segment in manifest["segments"])
    assert 'id="eq-chain"' in text
    assert "<munderover>" in text
    assert 'alttext="f(x) = \\alpha' in text
    assert "style=" not in text
    assert (tmp_path / "out" / "data" / manifest["css"]).read_text().count("display:block math") == 1


@pytest.mark.parametrize(
    ("latex", "words"), [(r"a + \unheardof{b}", r"\unheardof"), (r"\color{red} x", "color: #ff0000")]
)
def test_an_unknown_macro_or_style_fails_the_publish(folder, house, tmp_path, latex, words):
    text = (folder / "essay.md").read_text()
    (folder / "essay.md").write_text(text.replace("Say it in words first.", f"Say ${latex}$ first."))
    with pytest.raises(Exception, match=re.escape(words)) as refused:
        build(folder, house, tmp_path / "out")
    assert "essay.md:" in str(refused.value)
