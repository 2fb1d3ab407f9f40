"""The last belt: whatever the renderer made passes this allow-list once more before it is stored."""

import nh3

_MATHML = {
    "math", "mrow", "mi", "mn", "mo", "mtext", "ms", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup",
    "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose", "merror",
}  # fmt: skip
_TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "em", "strong", "code", "pre", "a", "br", "blockquote", "hr", "img",
    "table", "thead", "tbody", "tr", "th", "td", "caption", "data", "span", "div", "cite", "sup", "sub",
}  # fmt: skip
_MATHML_ATTRIBUTES = {
    "class", "stretchy", "fence", "form", "lspace", "rspace", "movablelimits", "width", "height", "depth",
    "displaystyle", "scriptlevel", "notation", "separator", "accent", "columnalign", "symmetric", "largeop",
    "minsize", "maxsize", "linethickness",
}  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "id"},
    "a": {"class", "id", "href", "data-figure", "data-set"},
    "img": {"src", "alt", "loading"},
    "td": {"class"},
    "th": {"class", "scope"},
    "data": {"class", "value"},
    "ol": {"start"},
    "math": {"class", "alttext", "display"},
    "div": {"class", "id", "tabindex", "role", "aria-label"},
    **{tag: _MATHML_ATTRIBUTES for tag in _MATHML if tag != "math"},
}


def clean(html: str) -> str:
    """The same, without any tag, attribute or address that is not on the list."""
    return nh3.clean(
        html,
        tags=_TAGS | _MATHML,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "mailto"},
        link_rel=None,
    )
