"""Each rule of the lint, with an example that breaks it: where it is, what is said."""

import re

import pytest

from essays.build import EssayRefused, build
from essays.contract import Problem

PROSE = "Begin with something that can be seen."


def said(problems: list[Problem], rule: str) -> str:
    """The message of the only problem there is, which must be of this rule."""
    assert [problem.rule for problem in problems] == [rule], "\n".join(map(str, problems))
    return f"{problems[0].message} {problems[0].mend}".strip()


def test_the_template_passes_the_lint_with_every_claim_recomputed(problems):
    assert problems(recompute=True) == []


def test_a_problem_says_the_file_the_line_and_how_to_mend_it(problems, folder):
    found = problems("essay.md", (PROSE, "Begin with 41 points."))
    line = next(n for n, text in enumerate((folder / "essay.md").read_text().split("\n"), 1) if "41 points" in text)
    assert str(found[0]) == (
        f"essay.md:{line}: The number '41' in the prose is not bound."
        " Bind it with {val} or {const} to an entry of claims.yaml. [number]"
    )


@pytest.mark.parametrize(
    "text",
    [
        "There are 41 points.",
        "It fell by 3.5 %.",
        "About −2 on average.",
        "In the 1st place.",
        "Half, or ½.",
        "There are forty points.",
        "Twelve of them.",
        "A thousand draws.",
        "Ten per cent of them.",
        "It is $K = 39$ here.",
        "It is $3x$ here.",
        "See {term}`the 7 knots <knot>`.",
        "Set {ctl}`39 knots <fig-story?k=12>`.",
        "The years 2018 and 2019.",
        "A row of 12 | 13.",
    ],
)
def test_an_unbound_number_is_refused(problems, text):
    assert {problem.rule for problem in problems("essay.md", (PROSE, text))} == {"number"}


@pytest.mark.parametrize(
    "text",
    [
        "Six points, two ends, ten fingers.",
        "The L2 norm, p90 and GPT-2 are names.",
        "It is $x^2 + 2x + 1$, and $t_{12}$ and $x^{10}$ are scripts.",
        r"It is $\frac12 x$.",
        "It is {val}`highest` million.",
        r"It is $K = \val{highest}$ and $\const{n-points}$.",
        "Set {ctl}`39 knots <fig-story?k=39>`.",
        "See {cite}`belkin2019, p. 15849`.",
        "A code span `x[3]` is code.",
    ],
)
def test_what_is_bound_or_structure_or_a_name_passes(problems, text):
    assert problems("essay.md", (PROSE, text)) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "use"),
    [
        ("essay.md", "and its error against the number of knots.", "and 3 errors.", "caption"),
        ("essay.md", "on one side the error", "on 1 side the error", "describe"),
        ("essay.md", "Move the handle until", "Move the 4 handles until", "task"),
        ("essay.md", "With two knots the chain is too stiff.", "With 2 knots.", "say"),
        ("essay.md", "## Why it is so", "## Why it is so in 5 words", "heading"),
        ("essay.md", "One sentence for the tile", "All 7 sentences", "summary"),
        ("essay.md", "A place where a chain", "One of 8 places where a chain", "definition"),
        ("items.yaml", "What may happen at a knot?", "What may happen at 9 knots?", "stem"),
        ("items.yaml", "Look at the chain.", "Look at the 9 chains.", "hint"),
        ("items.yaml", "The chain is one piece.", "It is 1 piece.", "feedback"),
    ],
)
def test_numbers_are_bound_wherever_readers_meet_text(problems, file, old, new, use):
    assert f"in the {use} is not bound" in said(problems(file, (old, new)), "number")


def test_the_wording_of_an_option_may_carry_a_number(problems):
    assert problems("items.yaml", ("Another point to pass through.", "41 points.")) == []


@pytest.mark.parametrize(
    "option",
    ["caption", "describe", "task", "goal", "solution"],
)
def test_a_figure_without_one_of_its_texts_is_refused(problems, folder, option):
    (line,) = re.findall(rf"^:{option}: .*\n", (folder / "essay.md").read_text(), re.MULTILINE)
    assert f"'figure' lacks '{option}'." in said(problems("essay.md", (line, "")), option)


def test_a_step_that_says_nothing_is_refused(problems):
    assert "'step' lacks 'say'." in said(
        problems("essay.md", (":say: With two knots the chain is too stiff.\n", "")), "say"
    )


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        ("k >=", "does not parse"),
        ("__import__('os')", "does not parse"),
        ("wobble > 3", "speaks of 'wobble'"),
        ("k <= 2", "holds at the start"),
    ],
)
def test_a_goal_that_cannot_be_checked_is_refused(problems, goal, words):
    assert words in said(problems("essay.md", (":goal: k >= 39", f":goal: {goal}")), "goal")


@pytest.mark.parametrize(
    ("solution", "words"),
    [
        ("{k: 38}", "does not reach the goal"),
        ("{k: 39, seed: 4}", "sets 'seed', which is not among the controls"),
        ("39", "is not a state"),
    ],
)
def test_a_task_that_is_not_shown_to_be_solvable_is_refused(problems, solution, words):
    found = problems("essay.md", (":solution: {k: 39}", f":solution: {solution}"))
    assert words in said(found, "solution")


def test_a_relative_step_state_is_refused(problems):
    found = problems("essay.md", (":set: {k: 39}", ":set: {k: 39, design: iid}"))
    assert "it leaves design as the step before left it" in said(found, "step")


def test_a_step_state_that_adds_is_refused(problems):
    rules = {problem.rule for problem in problems("essay.md", (":set: {k: 39}", ':set: {k: "+1"}'))}
    assert rules == {"step"}


def test_a_parameter_that_the_kind_does_not_have_is_refused(problems):
    found = problems("essay.md", (":print: {k: 39}", ":print: {knots: 39}"))
    assert "There is no parameter 'knots'." in said(found, "parameter")


@pytest.mark.parametrize("state", ["{k: 100000}", "{k: many}", "{design: neither, k: 2}"])
def test_a_value_out_of_range_is_refused(problems, state):
    assert {problem.rule for problem in problems("essay.md", (":print: {k: 39}", f":print: {state}"))} == {"parameter"}


def test_a_panel_that_the_figure_does_not_have_is_refused(problems):
    found = problems("essay.md", (":set: {k: 2}\n", ":set: {k: 2}\n:panel: back\n"))
    assert "no panel 'back'" in said(found, "parameter")


def test_a_skipped_heading_level_is_refused(problems):
    assert "level 4 follows one of level 2" in said(
        problems("essay.md", ("### Too stiff", "#### Too stiff")), "heading"
    )


def test_a_second_title_is_refused(problems):
    assert "only first-level heading" in said(problems("essay.md", ("## Why it is so", "# Why it is so")), "heading")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("{term}`unheard-of`", "term"),
        ("{ref}`fig-nowhere`", "reference"),
        ("{ref}`/no-such-essay`", "essay"),
        ("{cite}`nobody1900`", "citation"),
        ("{val}`unheard-of`", "number"),
        ("{val}`n-points`", "number"),
        ("{const}`highest`", "number"),
        ("{ctl}`there <fig-nowhere?k=3>`", "figure"),
        ("{ctl}`there <fig-story?wobble=x>`", "parameter"),
        ("{shout}`loud`", "role"),
        ("$ x $", "equation"),
        ("[a link](http://example.org/)", "link"),
        ("<b>bold</b>", "html"),
        ("TODO say more", "unfinished"),
        ("Surely so [citation needed]", "unfinished"),
        ("It is is so", "repeated"),
        ("It is *is* so", "repeated"),
        ("It was the\nthe end", "repeated"),
        ("![](data/picture.png)", "picture"),
    ],
)
def test_a_name_or_phrase_that_may_not_stand_is_refused(problems, text, rule):
    assert {problem.rule for problem in problems("essay.md", (PROSE, f"{text} of it."))} == {rule}


def test_an_unknown_directive_and_an_unknown_option_are_refused(problems):
    assert "'marquee' is not known" in said(problems("essay.md", (PROSE, ":::{marquee}\nx\n:::\n")), "directive")


def test_an_unknown_option_is_refused(problems):
    assert "no option 'colour'" in said(
        problems("essay.md", (":controls: [k]", ":controls: [k]\n:colour: red")), "option"
    )


def test_a_directive_that_is_never_closed_is_refused(problems):
    found = problems("essay.md", (":::{check} more-knots\n:::\n", ":::{check} more-knots\n"))
    assert "never closed" in said(found, "directive")


def test_no_overlooked_section_is_refused(problems, folder):
    text = (folder / "essay.md").read_text()
    section = text[text.index(":::{overlooked}") : text.index(":::{check} more-knots")]
    rules = {problem.rule for problem in problems("essay.md", (section, ""))}
    assert rules == {"overlooked", "citation"}


def test_two_overlooked_sections_are_refused(problems):
    found = problems(
        "essay.md", (":::{check} more-knots", ":::{overlooked} Once more\nSo.\n:::\n\n:::{check} more-knots")
    )
    assert "exactly one" in said(found, "overlooked")


def test_a_check_before_the_first_prediction_is_refused(problems):
    found = problems(
        "essay.md",
        (PROSE, f":::{{check}} what-is-a-knot\n:::\n\n{PROSE}"),
        (":::{check} what-is-a-knot\n:::\n\n## Why", "## Why"),
    )
    assert "Ask before telling" in said(found, "prediction")


def test_a_prediction_without_a_reveal_is_refused(problems, folder):
    text = (folder / "essay.md").read_text()
    reveal = text[text.index(":::{reveal}") : text.index("::::\n\n## The story")]
    rules = {problem.rule for problem in problems("essay.md", (reveal, ""))}
    assert rules == {"prediction", "claim"}


def test_a_prediction_of_an_item_that_is_none_is_refused(problems):
    found = problems("items.yaml", ("roles: [predict]", "roles: [inline]\n  objective: main-idea"))
    assert "is not a prediction" in said(found, "prediction")


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        ("{family: gaussian}", "is not shown"),
        ("{family: unheard-of}", "does not take these parameters"),
        ("{family: gaussian, wobble: 3}", "does not take these parameters"),
    ],
)
def test_a_sweep_that_could_not_be_run_is_refused(problems, folder, recipe, words):
    (folder / "data" / "run.json").write_text("{}")
    (folder / "data" / "README.md").write_text("## run.json\nLicence: CC BY 4.0\nSource: computed\n")
    entry = f"- name: run\n  simulation: double-descent\n  params: {recipe}\n  seeds: 4\n  artefact: data/run.json\n"
    found = problems("sweeps.yaml", ("[]\n", entry))
    assert {problem.rule for problem in found} == {"sweep"}
    assert any(words in problem.message for problem in found)


def test_a_wide_equation_is_refused_when_it_is_set(folder, house, tmp_path):
    wide = "$$f(x) = " + " + ".join("abcdefghijklmno") + "$$ (eq-wide)"
    text = (folder / "essay.md").read_text()
    (folder / "essay.md").write_text(text.replace(PROSE, f"{PROSE}\n\n{wide}\n"))
    with pytest.raises(EssayRefused, match=r"px wide, and a phone has 288"):
        build(folder, house, tmp_path / "out")


def test_a_wide_equation_in_a_line_is_refused_and_one_with_a_place_to_break_is_not(folder, house, tmp_path):
    text = (folder / "essay.md").read_text()
    left, right = r"\tfrac12 \bigl( (a + d) - b d + (a - d) \bigr)", "= a - d"
    (folder / "essay.md").write_text(text.replace(PROSE, f"{PROSE} It is ${left} {right}$."))
    with pytest.raises(EssayRefused, match=r"px wide, and a phone has 235.*Break it"):
        build(folder, house, tmp_path / "out")
    (folder / "essay.md").write_text(text.replace(PROSE, f"{PROSE} It is ${left}$ ${right}$."))
    build(folder, house, tmp_path / "out")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("[other-essay]", None),
        ('[other-essay, {slug: not-yet, title: "Not yet"}]', None),
        ("[not-yet]", "The essay 'not-yet' is not there and has no title."),
        ('[{title: "Not yet"}]', "A prerequisite is a slug, or {slug: …, title: …}."),
        ('[{slug: not-yet, titel: "Not yet"}]', "A prerequisite is a slug, or {slug: …, title: …}."),
    ],
)
def test_a_prerequisite_is_there_or_has_a_title(problems, written, words):
    found = problems("essay.md", ("prerequisites: []", f"prerequisites: {written}"))
    assert [problem.message for problem in found] == ([words] if words else [])


def test_an_objective_that_could_never_be_estimated_is_refused(problems):
    (found,) = problems("items.yaml", ("roles: [review]", "roles: [predict]"))
    assert found.message == "The objective 'main-idea' has 2 of at least 3 items."


CHANGED = 'version: 2\nchanges:\n  - {version: 2, text: "The peak was 40 and is 39."}'


def test_a_version_after_the_first_says_what_changed(problems):
    (problem,) = problems("essay.md", ("version: 1", "version: 2"))
    assert problem.rule == "changes"
    assert problem.message == "Version 2 does not say what changed."
    assert problem.line == 7


def test_a_sentence_about_a_change_may_say_what_a_number_was(problems):
    assert problems("essay.md", ("version: 1", CHANGED)) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ('{version: 3, text: "Later."}', "There is no version 3: this is 2."),
        ('{version: 0, text: "Before."}', "There is no version 0: this is 2."),
        ('{version: two, text: "In words."}', "A change is {version: …, text: …}."),
        ('{text: "Without."}', "A change is {version: …, text: …}."),
        ('{version: 2, text: "Again."}', "Version 2 is there twice."),
        ('{version: 1, text: "TODO"}', "'TODO' is left in the change."),
    ],
)
def test_a_change_names_a_version_once_and_says_something(problems, change, message):
    (problem,) = problems("essay.md", ("version: 1", f"{CHANGED}\n  - {change}"))
    assert problem.message == message


@pytest.mark.parametrize(("minutes", "right"), [(0, False), (1, True), (4, True), (5, False), (30, False)])
def test_the_minutes_are_what_words_figures_and_questions_take(problems, minutes, right):
    found = problems("essay.md", ("minutes: 3", f"minutes: {minutes}"))
    assert [problem.rule for problem in found] == ([] if right else ["minutes"])
    assert all(problem.line == 10 and "figures (1) and questions (3)" in problem.message for problem in found)


@pytest.mark.parametrize(("depth", "rules"), [("derivation", []), ("standard", ["minutes"])])
def test_a_derivation_takes_the_time_of_those_who_open_it(problems, depth, rules):
    text = "One idea follows from another. " * 400
    changes = (":::{depth} standard\n", f":::{{depth}} {depth}\n{text}\n\n")
    assert [problem.rule for problem in problems("essay.md", changes)] == rules
