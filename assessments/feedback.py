"""What a learner is told about an answer, and when."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from assessments.engine.contract import FigureLink, Variant, Verdict
from assessments.models import Bank, Response

RIGHT, PARTLY, WRONG = "right", "partly", "wrong"


@dataclass(frozen=True)
class Feedback:
    """One answer's feedback. ``explanation`` is there for a right answer only; the misconception's tag never is."""

    state: str
    fraction: Decimal
    html: str
    figure_url: str
    explanation: str
    hint_cost: Decimal
    tries: int


def feedback_on(*, bank: Bank, variant: Variant, verdict: Verdict, response: Response, score: Decimal) -> Feedback:
    right = verdict.fraction == 1
    return Feedback(
        state=RIGHT if right else PARTLY if verdict.fraction > 0 else WRONG,
        fraction=score,
        html=verdict.feedback,
        figure_url=figure_url(bank.home, verdict.figure),
        explanation=variant.key["explanation"] if right else "",
        hint_cost=verdict.fraction - score,
        tries=response.seq,
    )


def figure_url(home: str, link: FigureLink | None) -> str:
    """The page of the essay with the figure in the state that refutes the answer."""
    if link is None:
        return ""
    return f"{home}?{urlencode([('fig', link.id), *link.state])}#{link.id}"


def score_of(variant: Variant, verdict: Verdict, hints: int) -> Decimal:
    """The verdict's fraction less what the hints cost, never below 0."""
    cost = sum((Decimal(str(hint["cost"])) for hint in variant.key["hints"][:hints]), Decimal(0))
    return max(Decimal(0), verdict.fraction - cost)
