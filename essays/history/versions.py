"""The versions of an essay that were registered: their history, one of them as it was, and how to cite it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from essays import pages, selectors
from essays.build import canonical
from essays.history.comparing import Comparison, compare
from essays.models import EssayVersion
from essays.selectors import Edition
from essays.standby import standby
from overlook.kit.errors import Invalid, NotFound
from overlook.kit.registry import discover

SHORT = 12
PAGE = 20
_TEX = re.compile(r"([\\{}%&#_$~^])")
# What a figure of long ago may meet: its kind, its data or a parameter is there no more.
_GONE = (Invalid, LookupError, OSError, TypeError, ValueError)


@dataclass(frozen=True)
class Version:
    """One version in the history.

    Parameters
    ----------
    number
        What the front matter calls it; several registered versions may share it.
    said
        What the authors say about this number, at the first version that has it.
    changed
        How much changed since the version before; None for the first.
    """

    pk: int
    sha256: str
    number: int
    title: str
    created_at: datetime
    current: bool
    said: str = ""
    before: str = ""
    changed: tuple[str, ...] | None = None

    @property
    def short(self) -> str:
        return self.sha256[:SHORT]


def history(slug: str) -> list[Version]:
    """Every version of a published essay, the newest first, without what changed. Two queries."""
    manifest = selectors.edition(slug).manifest
    said = {one["version"]: one["text"] for one in manifest.get("changes", [])}
    rows = (
        EssayVersion.objects.filter(essay__slug=slug, essay__published=True)
        .order_by("created_at", "pk")
        .values_list("pk", "sha256", "manifest__version", "title", "created_at", "essay__current_id")
    )
    found: list[Version] = []
    for pk, content, number, title, at, current in rows:
        before = found[-1].short if found else ""
        found.append(Version(pk, content, number, title, at, pk == current, said.pop(number, ""), before))
    return found[::-1]


def with_changes(versions: Sequence[Version], older: Sequence[Version]) -> list[Version]:
    """The versions with how much changed since the one before; ``older`` are those that follow them in the history."""
    before = [*versions[1:], *older[:1]]
    return [
        Version(**{**vars(one), "changed": _summary(compared(than, one))} if than else vars(one))
        for one, than in _beside(versions, before)
    ]


def _beside(versions: Sequence[Version], before: Sequence[Version]) -> Iterable[tuple[Version, Version | None]]:
    return zip(versions, [*before, *[None] * (len(versions) - len(before))], strict=True)


def _summary(found: Comparison) -> tuple[str, ...]:
    """How much changed, in words."""
    counts = (
        ngettext("%(n)d text", "%(n)d texts", len(found.texts)) % {"n": len(found.texts)} if found.texts else "",
        ngettext("%(n)d change in figures", "%(n)d changes in figures", len(found.figures)) % {"n": len(found.figures)}
        if found.figures
        else "",
        ngettext("%(n)d number", "%(n)d numbers", len(found.numbers)) % {"n": len(found.numbers)}
        if found.numbers
        else "",
        ngettext("%(n)d question", "%(n)d questions", len(found.questions)) % {"n": len(found.questions)}
        if found.questions
        else "",
    )
    return tuple(count for count in counts if count)


def version_of(slug: str, name: str) -> Version:
    """The version whose hash begins with ``name``.

    Raises
    ------
    NotFound
        The essay has none such, or more than one.
    """
    found = [one for one in history(slug) if one.sha256.startswith(name)]
    if len(found) != 1:
        raise NotFound("There is no such version of this essay.")
    return found[0]


def edition_of(slug: str, version: Version) -> Edition:
    """The essay as it was in that version."""
    return Edition(0, slug, version.sha256, _content(version.pk, version.sha256)[0], past=True)


def compared(before: Version, after: Version) -> Comparison:
    """What changed between two versions."""
    return _compared((before.pk, before.sha256), (after.pk, after.sha256))


@lru_cache(maxsize=256)
def _compared(before: tuple[int, str], after: tuple[int, str]) -> Comparison:
    (old, asked), (new, asks) = _content(*before), _content(*after)
    return compare(old, new, (asked, asks))


@lru_cache(maxsize=32)
def _content(version: int, _sha256: str) -> tuple[dict[str, Any], Mapping[str, str]]:
    """The manifest, and a digest of each question: of the secret part nothing else leaves here."""
    manifest, secret = EssayVersion.objects.values_list("manifest", "secret").get(pk=version)
    return manifest, {item["id"]: sha256(canonical(item)).hexdigest() for item in secret["items"]}


def context_of(edition: Edition, asked: Mapping[str, str]) -> dict[str, Any]:
    """What ``essays/version.html`` prints of an essay as it was. Questions are asked in the newest version alone."""
    kinds = discover("overlook.figures", "KIND")
    manifest = edition.manifest
    drawable = {name: figure for name, figure in manifest["figures"].items() if figure["kind"] in kinds}
    css = manifest["css"]
    return {
        "essay": manifest,
        "body": pages.gathered(_body(edition, asked)),
        "css": f"/e/{edition.slug}/data/{css}" if css and pages.data_path(edition.slug, css).is_file() else "",
        "modules": pages.modules({**manifest, "figures": drawable}, ()),
        "record_away": standby.in_use,
    }


def _body(edition: Edition, asked: Mapping[str, str]) -> SafeString:
    return mark_safe("".join(_piece(edition, segment, asked) for segment in edition.manifest["segments"]))  # noqa: S308


def _piece(edition: Edition, segment: Mapping[str, str], asked: Mapping[str, str]) -> str:
    ((kind, name),) = segment.items()
    if kind in ("item", "predict"):
        return _question(edition.slug, name)
    try:
        return pages.assemble(edition, [segment], {}, asked)
    except _GONE:
        figure = edition.manifest["figures"].get(name, {})
        gone = _("This picture cannot be drawn any more: what it needs is no longer kept.")
        return format_html(
            '<figure class="figure" id="{}"><p>{}</p><figcaption class="caption"><p><strong>{}.</strong> {}</p>'
            "</figcaption></figure>",
            name,
            gone,
            figure.get("title", name),
            mark_safe(figure.get("caption", "")),  # noqa: S308 - cleaned at publish time
        )


def _question(slug: str, name: str) -> str:
    """Where a question stood: only the newest version grades one."""
    if name not in {item["id"] for item in selectors.edition(slug).manifest["items"]}:
        return format_html('<p class="meta">{}</p>', _("A question was asked here. The newest version has it no more."))
    said, link = _("A question was asked here."), _("Answer it in the newest version")
    return format_html('<p class="meta">{} <a href="/e/{}#item-{}">{}</a></p>', said, slug, name, link)


def bibtex(manifest: Mapping[str, Any], version: Version, address: str) -> str:
    """The version as an entry of BibTeX."""
    names = [_tex(author["name"]) for author in manifest["authors"]]
    fields = {
        # A body is not taken apart into first and last name.
        "author": " and ".join(f"{{{name}}}" if name.startswith("The ") else name for name in names),
        "title": f"{{{_tex(version.title)}}}",
        "year": f"{version.created_at:%Y}",
        "month": f"{version.created_at:%-m}",
        "howpublished": "Overlook",
        "note": f"Version {version.number}, {version.short}",
        "url": address,
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{overlook-{manifest['slug']}-{version.short},\n{lines}\n}}"


def _tex(text: str) -> str:
    return _TEX.sub(r"\\\1", text)
