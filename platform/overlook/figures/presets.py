"""What a link takes out of its reader's hands: controls that it hides, or shows and fixes.

``?k=39&ridge=-3&hide=ridge&fix=k``: the value of what is held is the link's, or else the author's. The reader changes
it by no control, handle or key; the steps of an essay do, since their text speaks of what they show. It is a help for
teaching, not a secret: whoever edits the address gets what it says.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from overlook.figures.contract import Param

#: Words of an address that name parameters, beside those that are parameters; no kind may have one of these names.
LISTS = ("hide", "fix")


@dataclass(frozen=True)
class Preset:
    """Names of parameters, in the order of the kind: whose control is hidden, and whose control is shown and fixed."""

    hide: tuple[str, ...] = ()
    fix: tuple[str, ...] = ()

    @property
    def held(self) -> frozenset[str]:
        """What the reader cannot change."""
        return frozenset(self.hide + self.fix)

    @property
    def query(self) -> dict[str, str]:
        """The part of an address that says so; empty when nothing is held."""
        lists = {"hide": self.hide, "fix": self.fix}
        return {word: ",".join(names) for word, names in lists.items() if names}


FREE = Preset()


def preset_from_query(params: Iterable[Param], query: Mapping[str, str]) -> Preset:
    """What ``hide`` and ``fix`` ask for, comma separated; names that mean nothing are passed over.

    What is named in both is hidden.

    >>> k, seed = Param("k", "Knots", default=3), Param("seed", "Seed", default=1)
    >>> preset_from_query([k, seed], {"fix": "seed,k,nonsense", "hide": "seed"})
    Preset(hide=('seed',), fix=('k',))
    """
    hidden, fixed = (set(query.get(word, "").split(",")) for word in LISTS)
    names = [param.name for param in params]
    return Preset(
        tuple(name for name in names if name in hidden),
        tuple(name for name in names if name in fixed - hidden),
    )
