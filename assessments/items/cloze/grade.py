from collections.abc import Mapping
from typing import Any

from assessments.engine.answers import verdict_of
from assessments.engine.contract import Json, Variant, Verdict
from assessments.engine.listing import listed, refuse_another_length
from assessments.engine.numbers import read_number
from assessments.engine.sentences import gettext_noop
from assessments.engine.shares import share
from assessments.engine.tolerances import within
from assessments.engine.words import among, read_words, trapped
from overlook.kit.errors import Invalid

Gap = Mapping[str, Any]


def parse_response(fields: Mapping[str, Any], variant: Variant) -> Json:
    gaps: list[Gap] = variant.key["gaps"]
    sentence = gettext_noop("Give %(count)s answers, one for each gap.", count=len(gaps))
    refuse_another_length(fields, "gap", len(gaps), sentence)
    problems: dict[str, list[str]] = {}
    answers = []
    for place, (gap, value) in enumerate(zip(gaps, listed(fields, "gap", len(gaps)), strict=True)):
        try:
            answers.append(_read(gap, value, f"gap-{place}", str(fields.get("language") or "en")))
        except Invalid as refusal:
            problems |= refusal.fields
    if problems:
        raise Invalid(gettext_noop("Fill every gap first."), fields=problems)
    return {"gap": answers}


def _read(gap: Gap, value: object, field: str, language: str) -> str | float:
    if gap["kind"] == "number":
        return read_number(value, language=language, field=field)
    if gap["kind"] == "words":
        return read_words(value, field=field)
    if isinstance(value, str) and value in gap["choices"]:
        return value
    sentence = gettext_noop("Choose one of those on the list.")
    raise Invalid(sentence, fields={field: [sentence]})


def grade(response: Json, variant: Variant) -> Verdict:
    """The part of the gaps that are right; of the wrong ones the first with a trap is spoken of."""
    pairs = list(zip(response["gap"], variant.key["gaps"], strict=True))
    wrong = [(value, gap) for value, gap in pairs if not _right(value, gap)]
    fraction = share(len(pairs) - len(wrong), len(pairs))
    if not wrong:
        return Verdict(fraction, feedback=variant.key["right"])
    for value, gap in wrong:
        trap = _trap(value, gap)
        if trap is not None:
            return verdict_of(trap, fraction)
    return verdict_of(variant.key["otherwise"], fraction)


def _right(value: Any, gap: Gap) -> bool:
    if gap["kind"] == "choice":
        return bool(gap["choices"][value]["correct"])
    return (
        within(value, gap["answer"], gap["tolerance"]) if gap["kind"] == "number" else among(value, gap["accept"], [])
    )


def _trap(value: Any, gap: Gap) -> Mapping[str, Any] | None:
    if gap["kind"] == "choice":
        found: Mapping[str, Any] = gap["choices"][value]
        return found
    if gap["kind"] == "words":
        return trapped(value, gap["traps"], [])
    return next((trap for trap in gap["traps"] if within(value, trap["value"], gap["tolerance"])), None)


def reference(variant: Variant) -> Json:
    return {"gap": [_answer(gap) for gap in variant.key["gaps"]]}


def _answer(gap: Gap) -> str:
    if gap["kind"] == "choice":
        return str(next(name for name, choice in gap["choices"].items() if choice["correct"]))
    return repr(gap["answer"]) if gap["kind"] == "number" else str(gap["accept"][0])


def mistakes(variant: Variant) -> list[Json]:
    """Each foreseen wrong answer alone, and every gap filled with something that nobody foresaw."""
    right = reference(variant)["gap"]
    answers: list[list[str]] = []
    for place, gap in enumerate(variant.key["gaps"]):
        answers += [[*right[:place], value, *right[place + 1 :]] for value in _foreseen(gap)]
    answers.append([_foreseen(gap)[-1] for gap in variant.key["gaps"]])
    return [{"gap": answer} for answer in answers if grade(_parsed(answer, variant), variant).fraction < 1]


def _foreseen(gap: Gap) -> list[str]:
    if gap["kind"] == "choice":
        return [name for name, choice in gap["choices"].items() if not choice["correct"]]
    if gap["kind"] == "number":
        return [*(repr(trap["value"]) for trap in gap["traps"]), repr(-7 * gap["answer"] - 3)]
    return [*(trap["accept"][0] for trap in gap["traps"]), "something else entirely"]


def _parsed(answer: list[str], variant: Variant) -> Json:
    return parse_response({"gap": answer}, variant)
