"""What a learner is told about an answer, and when."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from assessments.engine.carrying import carried, mended_variant
from assessments.engine.contract import FigureLink, Variant, Verdict
from assessments.models import Bank, ItemVersion, Response, Score
from assessments.variants import spec_of, type_of

RIGHT, PARTLY, WRONG = "right", "partly", "wrong"


@dataclass(frozen=True)
class Feedback:
    """One answer's feedback. ``explanation`` is there for a right answer only; the misconception's tag never is.

    ``rescored``: the question was mended after the answer, and this is what its new score says.
    """

    state: str
    fraction: Decimal
    html: str
    figure_url: str
    explanation: str
    hint_cost: Decimal
    tries: int
    rescored: bool = False


def feedback_on(*, bank: Bank, variant: Variant, verdict: Verdict, response: Response, score: Score) -> Feedback:
    """What is told of an answer under its effective score; after a regrade, in the words of the mended version."""
    rescored = score.reason == Score.Reason.REGRADE
    if rescored:
        variant, verdict = _judged_anew(variant, response, score)
    right = verdict.fraction == 1
    return Feedback(
        state=RIGHT if right else PARTLY if verdict.fraction > 0 else WRONG,
        fraction=score.fraction,
        html=verdict.feedback,
        figure_url=figure_url(bank.home, verdict.figure),
        explanation=variant.key["explanation"] if right else "",
        hint_cost=verdict.fraction - score.fraction,
        tries=response.seq,
        rescored=rescored,
    )


def _judged_anew(seen: Variant, response: Response, score: Score) -> tuple[Variant, Verdict]:
    """What the version that a regrade scored by says; credit that was simply given comes without words."""
    slot = response.slot
    if score.item_version_id == slot.item_version_id:
        return seen, Verdict(score.raw)
    version = ItemVersion.objects.select_related("item__bank", "key").get(pk=score.item_version_id)
    item_type = type_of(version)
    mended = mended_variant(item_type, spec_of(slot.item_version), slot.seed, slot.parameters, spec_of(version))
    return mended, item_type.grade(carried(item_type, response.payload, seen, mended), mended)


def figure_url(home: str, link: FigureLink | None) -> str:
    """The page of the essay with the figure in the state that refutes the answer."""
    if link is None:
        return ""
    return f"{home}?{urlencode([('fig', link.id), *link.state])}#{link.id}"


def score_of(variant: Variant, verdict: Verdict, hints: int) -> Decimal:
    """The verdict's fraction less what the hints cost, never below 0."""
    cost = sum((Decimal(str(hint["cost"])) for hint in variant.key["hints"][:hints]), Decimal(0))
    return max(Decimal(0), verdict.fraction - cost)
