"""What rendering needs to know beside the tree: printed numbers, equations set, and what each name is called."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from essays.contract import Claim, Reference
from essays.render.equations import Sheet


@dataclass(frozen=True)
class Desk:
    """Everything that turns a role into HTML.

    Parameters
    ----------
    targets
        Name of a figure, table, equation, section … → how a reference to it reads ("Figure 2").
    terms
        Id of a glossary entry → its wording.
    """

    slug: str
    claims: Mapping[str, Claim]
    references: Mapping[str, Reference]
    terms: Mapping[str, str]
    targets: Mapping[str, str]
    essays: Mapping[str, str]
    sheet: Sheet
    data: Mapping[str, str] = field(default_factory=dict)
    printed: Mapping[str, str] = field(default_factory=dict)
