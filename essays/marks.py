"""Marks: the places in an essay by which it is known how far a reader came. A mark is an anchor, and has a number.

A new version numbers its marks anew, so what is kept of a reader is the anchor; the number is what it is now.
"""

from collections.abc import Sequence

#: The last mark, the foot of the essay: it is in no manifest, since every essay has it.
END = "you-can-now"


def total(marks: Sequence[str]) -> int:
    """How many marks an essay with these anchors has, its foot among them."""
    return len(marks) + 1


def name_of(number: int, marks: Sequence[str]) -> str:
    """The anchor of a mark, counted from one; empty for none."""
    return [*marks, END][number - 1] if 0 < number <= total(marks) else ""


def number_of(name: str, marks: Sequence[str], before: Sequence[str] = ()) -> int:
    """The number of the mark with this anchor.

    Parameters
    ----------
    before
        The marks of the version in which the reader met it: where the mark is there no more, the nearest one above it
        that still is stands for it.

    Returns
    -------
    int
        0 where neither it nor any above it is there.
    """
    present = {anchor: number for number, anchor in enumerate([*marks, END], start=1)}
    if name in present:
        return present[name]
    above = list(before[: before.index(name)]) if name in before else []
    return next((present[anchor] for anchor in reversed(above) if anchor in present), 0)
