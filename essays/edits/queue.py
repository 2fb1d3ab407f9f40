"""Reads of suggested edits: what a reader may suggest about, what became of theirs, the editors' queue, the patch."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from essays.edits.manuscript import Manuscript, manuscript
from essays.edits.patches import Found, Overlap, Standing, locate, patch
from essays.edits.wording import BY_LINES, Block
from essays.history.comparing import Run, words
from essays.models import EssaySource, EssayVersion, Suggestion, SuggestionEvent
from essays.registry import essay_folders
from overlook.accounts.models import Learner
from overlook.kit.errors import Conflict, NotFound

PAGE = 20
#: What the queue is looked through by; outdated is not decided but found out.
STATES = ("open", "accepted", "declined", "published", "outdated")
KINDS = {
    "paragraph": gettext_lazy("paragraph"),
    "list item": gettext_lazy("list item"),
    "heading": gettext_lazy("heading"),
    "table": gettext_lazy("table"),
    "equation": gettext_lazy("equation"),
    "title": gettext_lazy("title"),
    "caption": gettext_lazy("caption of a figure"),
    "describe": gettext_lazy("a figure in words"),
    "task": gettext_lazy("task of a figure"),
    "say": gettext_lazy("spoken text of a step"),
}
_PENDING = (Suggestion.State.OPEN, Suggestion.State.ACCEPTED)
_EXCERPT = 110


@dataclass(frozen=True)
class Entry:
    """A block in the list of all that may be suggested about."""

    line: int
    kind: str
    words: str

    @property
    def called(self) -> str:
        return str(KINDS[self.kind])


@dataclass(frozen=True)
class Row:
    """A suggestion as a page shows it.

    Parameters
    ----------
    found
        How it stands to the working text; None where that is not asked.
    runs
        The change word by word.
    """

    suggestion: Suggestion
    slug: str
    title: str
    runs: tuple[Run, ...]
    found: Found | None = None
    events: Sequence[SuggestionEvent] = ()

    @property
    def called(self) -> str:
        return str(KINDS[self.suggestion.kind])

    @property
    def outdated(self) -> bool:
        return self.suggestion.state in _PENDING and self.found is not None and self.found.standing == Standing.GONE


@dataclass(frozen=True)
class Queue:
    """One page of the editors' queue."""

    rows: list[Row]
    counts: dict[str, int]
    essays: list[tuple[str, str]]
    page: int
    pages: int


def manuscript_of(slug: str, sha256: str = "") -> Manuscript:
    """A published essay with its source: the version that readers see, or another by its hash.

    Raises
    ------
    NotFound
        There is no such essay or version, or its source was not kept.
    """
    versions = EssayVersion.objects.filter(essay__slug=slug, essay__published=True).only("pk", "sha256")
    if sha256:
        version = versions.filter(sha256=sha256).first()
    else:
        version = versions.filter(essay__current_id__isnull=False, pk__in=versions.values("essay__current")).first()
    if version is None:
        raise NotFound(_("There is no such essay."))
    return manuscript(version)


def sections(source: Manuscript) -> list[tuple[str, list[Entry]]]:
    """Every block of an essay under the heading where it stands."""
    return [
        (source.plain(heading), [Entry(block.line, block.kind, _excerpt(source, block)) for block in group])
        for heading, group in groupby(source.blocks, key=lambda block: block.section)
    ]


def _excerpt(source: Manuscript, block: Block) -> str:
    text = block.text if block.kind in ("table", "equation") else source.plain(block.text)
    text = " ".join(text.split())
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT].rsplit(' ', 1)[0]} …"


def suggestions_of(learner: Learner | None) -> list[Row]:
    """What a learner suggested and what became of it, the newest first."""
    if learner is None:
        return []
    rows = Suggestion.objects.filter(learner=learner).order_by("-sent_at", "-pk")[:200]
    return _rows(rows)


def queue(*, state: str, essay: str, page: int) -> Queue:
    """The suggestions in a state, the oldest first where they wait and else the newest."""
    every = Suggestion.objects.select_related("version__essay").defer("version__manifest", "version__secret")
    essays = sorted(set(every.values_list("version__essay__slug", "version__title").order_by("pk")))
    chosen = every.filter(version__essay__slug=essay) if essay else every
    gone = _gone(chosen.filter(state__in=_PENDING))
    counts = Counter(dict.fromkeys(STATES, 0))
    for word, pk in chosen.values_list("state", "pk"):
        counts["outdated" if pk in gone else word] += 1
    found = chosen.filter(pk__in=gone) if state == "outdated" else chosen.filter(state=state).exclude(pk__in=gone)
    ordered = found.order_by("sent_at" if state in ("open", "accepted") else "-sent_at", "pk")
    pages = max(1, -(-counts[state] // PAGE))
    page = min(max(page, 1), pages)
    rows = _rows(ordered[(page - 1) * PAGE : page * PAGE], standing=True)
    return Queue(rows, dict(counts), [(slug, title) for slug, title in dict(essays).items()], page, pages)


def row(ref: str) -> Row:
    """One suggestion, for editors."""
    found = _rows(Suggestion.objects.filter(ref=ref), standing=True)
    if not found:
        raise NotFound(_("There is no such suggestion."))
    return found[0]


def rendered(one: Row) -> tuple[str, str]:
    """How its block reads before and after, as HTML."""
    try:
        source = manuscript(one.suggestion.version)
    except NotFound:
        return "", ""
    kind = one.suggestion.kind
    return source.html(kind, one.suggestion.before), source.html(kind, one.suggestion.after)


def working_text(slug: str) -> str:
    """The ``essay.md`` that editors work on; where the folder is not at hand, the one that was published last."""
    path = {folder.name: folder for folder in essay_folders()}.get(slug)
    if path is not None:
        return (path / "essay.md").read_text(encoding="utf-8", errors="replace")
    source = EssaySource.objects.filter(version__essay__slug=slug).order_by("-version_id").first()
    return str(source.files.get("essay.md", "")) if source else ""


def patch_of(ref: str, *, at: datetime) -> str:
    """One suggestion as a patch.

    Raises
    ------
    NotFound, Conflict
        There is none; or its block's words are no longer in the working text.
    """
    one = row(ref)
    found = one.found
    if found is None or found.block is None:
        raise Conflict(
            _("The text reads so already.")
            if found and found.standing == Standing.ALREADY
            else _("This paragraph has changed since: the patch would not apply. Work it in by hand.")
        )
    return _patch(one.slug, [one.suggestion], at=at)


def accepted_patch(*, essay: str = "", at: datetime) -> str:
    """Every accepted suggestion as one patch, a message for each essay; those that are outdated are left out.

    Raises
    ------
    Conflict
        Some of them change the same block; they are named.
    NotFound
        There is none to export.
    """
    accepted = Suggestion.objects.filter(state=Suggestion.State.ACCEPTED).order_by("pk")
    rows = _rows(accepted.filter(version__essay__slug=essay) if essay else accepted, standing=True)
    ready = [one for one in rows if one.found and one.found.block]
    if not ready:
        raise NotFound(_("No accepted suggestion waits to be worked in."))
    ready.sort(key=lambda one: one.slug)
    return "".join(
        _patch(slug, [one.suggestion for one in group], at=at)
        for slug, group in groupby(ready, key=lambda one: one.slug)
    )


def _patch(slug: str, suggestions: list[Suggestion], *, at: datetime) -> str:
    some = "a suggestion" if len(suggestions) == 1 else f"{len(suggestions)} suggestions"
    try:
        return patch(
            f"essays/content/{slug}/essay.md",
            working_text(slug),
            suggestions,
            sender=settings.DEFAULT_FROM_EMAIL,
            subject=f"essays: Take in {some} to {slug}.",
            at=at,
        )
    except Overlap as overlap:
        raise Conflict(
            _("These suggestions change the same paragraph: %(refs)s. Reopen or decline all but one of them.")
            % {"refs": ", ".join(overlap.refs)},
            code="overlap",
        ) from overlap


def _gone(pending: Iterable[Suggestion]) -> set[int]:
    """Of these, those whose block's words are not in the working text any more."""
    texts: dict[str, str] = {}
    gone = set()
    for one in pending:
        slug = one.version.essay.slug
        if slug not in texts:
            texts[slug] = working_text(slug)
        if locate(one, texts[slug]).standing == Standing.GONE:
            gone.add(one.pk)
    return gone


def _rows(suggestions: QuerySet[Suggestion], *, standing: bool = False) -> list[Row]:
    found = list(
        suggestions.select_related("version__essay", "learner__user")
        .defer("version__manifest", "version__secret")
        .prefetch_related("events__by")
    )
    texts = {slug: working_text(slug) for slug in {one.version.essay.slug for one in found}} if standing else {}
    return [
        Row(
            one,
            one.version.essay.slug,
            one.version.title,
            words(_in_a_row(one.kind, one.before), _in_a_row(one.kind, one.after)),
            locate(one, texts[one.version.essay.slug]) if standing else None,
            list(one.events.all()),
        )
        for one in found
    ]


def _in_a_row(kind: str, text: str) -> str:
    """The text with a sign where a paragraph or, where lines count, a line ends, for the comparison looks at words."""
    return text.replace("\n", " ↵ ") if kind in BY_LINES else text.replace("\n\n", " ¶ ")
