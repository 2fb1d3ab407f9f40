"""What a run shows, in one sentence: where the boundary is sure and where not, or from when on there is a fit."""

from collections.abc import Mapping
from typing import Any

from simulations.engine import sentences
from simulations.engine.contract import Message, Params, Place, Share
from simulations.engine.sentences import Value

Summary = Mapping[str, Any]


def sentence(params: Params, summary: Summary) -> Message | None:
    """Of any family."""
    return {"bootstrap": _bootstrap, "separation": _separation, "own": _own}[params["family"]](summary)


def _bootstrap(summary: Summary) -> Message:
    """The width of the band in the middle and at the end, and how often it holds the truth."""
    low, high = sentences.points(summary, "low"), sentences.points(summary, "high")
    widths = [above.height - below.height for below, above in zip(low, high, strict=True)]
    covers = [point.height for point in sentences.points(summary, "covers", "mean")]
    return Message(
        "The band of the replicates is %(least)s wide where it is narrowest and %(most)s where it is widest (medians "
        "over data sets); meant for 90 %%, it holds the true boundary in %(covers)s of the cases.",
        {"least": min(widths), "most": max(widths), "covers": Share(sum(covers) / len(covers))},
    )


def _separation(summary: Summary) -> Message:
    """The last place at which a plane parts most of the data sets, and what is left at the end."""
    shares = sentences.points(summary, "separable", "mean")
    parted = [point for point in shares if point.height >= 0.5]
    end: dict[str, Value] = {"end": Share(shares[-1].height), "last": Place(shares[-1].at)}
    if not parted:
        return Message(
            "A plane parts the classes of %(end)s of the data sets with %(last)s, and of few with less.", end
        )
    return Message(
        "Up to %(from)s a plane parts the classes of most data sets, so that there is no best fit; with %(last)s it "
        "does for %(end)s of them.",
        end | {"from": Place(parted[-1].at)},
    )


def _own(summary: Summary) -> Message:
    """How far the boundary moves where it is surest, and how often there was no fit."""
    low, high = (sentences.points(summary, "boundary", end) for end in ("p10", "p90"))
    widths = [above.height - below.height for below, above in zip(low, high, strict=True)]
    surest = min(range(len(widths)), key=lambda index: widths[index])
    return Message(
        "The boundary is surest at %(place)s, where the middle 80 %% of the resamples lie within %(width)s; "
        "where it is least sure they spread over %(most)s. %(rescued)s of the resamples had no finite fit.",
        {
            "place": Place(low[surest].at),
            "width": widths[surest],
            "most": max(widths),
            "rescued": Share(sentences.points(summary, "rescued", "mean")[0].height),
        },
    )
