"""How wide an equation will be, estimated from its MathML: enough to tell what does not fit a phone.

Advances are STIX Two Math's, rounded up; the estimate is meant to err by less than a tenth.
"""

import xml.etree.ElementTree as ET

_RELATIONS = frozenset("=<>≤≥≈≠∼≃≅≡∈∉⊂⊆→↦⇒⇔∝≪≫⟶⟹←")
_BINARY = frozenset("+−±×·∗/∘⊕⊗∪∩∧∨")
_FENCES = frozenset("()[]{}|‖⌊⌋⌈⌉⟨⟩∣∥")
_LARGE = frozenset("∑∏∫∮⋃⋂")
_SCRIPT = 0.7


def width_in_em(element: ET.Element) -> float:
    """Width of a MathML element in em."""
    children = [width_in_em(child) for child in element]
    text = (element.text or "").strip()
    match element.tag:
        case "mi" | "mn" | "mtext" | "ms":
            return _letters(text)
        case "mo":
            return _operator(text)
        case "mspace":
            width = element.get("width", "0em")
            return max(float(width.removesuffix("em")), 0.0) if width.endswith("em") else 0.0
        case "mfrac":
            return max(children, default=0.0) + 0.1
        case "msub" | "msup" | "msubsup":
            return children[0] + _SCRIPT * max(children[1:], default=0.0)
        case "munder" | "mover" | "munderover":
            return max(children[0], *(_SCRIPT * child for child in children[1:]))
        case "mtable":
            return _table(element)
        case "msqrt":
            return sum(children) + 0.8
        case "mphantom" | "annotation":
            return 0.0 if element.tag == "annotation" else sum(children)
        case _:
            return sum(children)


def _letters(text: str) -> float:
    return sum(0.85 if letter in "mwMWQOG𝔼" else 0.32 if letter in "ijltfI.,' " else 0.55 for letter in text)


def _operator(text: str) -> float:
    if not text or text in "\u2061\u2062\u2063":
        return 0.0
    if text in _RELATIONS:
        return 1.25
    if text in _BINARY:
        return 1.15
    if text in _FENCES:
        return 0.38
    if text in _LARGE:
        return 1.1
    return 0.45 * len(text)


def _table(element: ET.Element) -> float:
    columns: list[float] = []
    for row in element:
        for index, cell in enumerate(row):
            width = sum(width_in_em(child) for child in cell)
            if index < len(columns):
                columns[index] = max(columns[index], width)
            else:
                columns.append(width)
    return sum(columns) + 0.5 * max(len(columns) - 1, 0)
