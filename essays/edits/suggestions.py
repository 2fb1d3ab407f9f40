"""Verbs of suggested edits: send one, decide about it, note that it was published; adopt them, forget their names."""

import re
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from essays.contract import Problem
from essays.edits.manuscript import Manuscript
from essays.edits.patches import Standing, locate
from essays.edits.wording import Block
from essays.models import Essay, Suggestion, SuggestionEvent
from overlook.accounts.models import Learner, User
from overlook.kit.errors import Conflict, Invalid, NotFound, TooMany
from overlook.kit.refs import PATTERN

LONGEST, LONGEST_WHY, LONGEST_NAME = 4000, 500, 80
MOST, WINDOW = 30, timedelta(hours=1)
_MOST_PROBLEMS = 20
# What a line must not begin with, for it would not be text: a directive's fence, and an option's name.
_STRUCTURE = re.compile(r"^\s*(?::::|:[a-z_]+:(?:\s|$))", re.MULTILINE)
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_DECISIONS = {
    "accept": (Suggestion.State.ACCEPTED, SuggestionEvent.Kind.ACCEPTED),
    "decline": (Suggestion.State.DECLINED, SuggestionEvent.Kind.DECLINED),
    "reopen": (Suggestion.State.OPEN, SuggestionEvent.Kind.REOPENED),
}


def tidy(text: str) -> str:
    """What was typed, with the line ends of the source, and without what no keyboard types."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def check(*, block: Block, after: str, why: str, name: str) -> None:
    """Refuse what cannot be suggested at all.

    Raises
    ------
    Invalid
        With the fields ``text``, ``why`` and ``name``: empty, unchanged, too long, or more than text.
    """
    fields = {}
    if not after:
        fields["text"] = [_("There is no text. To have this taken out, say so under “Why”, and change a word.")]
    elif block.reads(" ".join(after.split()) if block.single else after):
        fields["text"] = [_("This is the text as it stands. Change what you would change, then send it.")]
    elif len(after) > LONGEST:
        fields["text"] = [_("This is longer than %(most)d characters. Suggest less at once.") % {"most": LONGEST}]
    elif _STRUCTURE.search(after):
        fields["text"] = [_("No line may begin with ::: or :name:, which are no text. Take these lines out.")]
    if len(why) > LONGEST_WHY:
        fields["why"] = [_("At most %(most)d characters.") % {"most": LONGEST_WHY}]
    if len(name) > LONGEST_NAME:
        fields["name"] = [_("At most %(most)d characters.") % {"most": LONGEST_NAME}]
    if fields:
        raise Invalid(_("Nothing was sent yet. What you typed is still here."), fields=fields)


@transaction.atomic
def suggest(
    *,
    learner: Learner,
    manuscript: Manuscript,
    line: int,
    after: str,
    why: str,
    name: str,
    problems: list[Problem],
    at: datetime,
    key: str = "",
) -> Suggestion:
    """Put a new wording of the block on ``line`` into the editors' queue. The same a second time is the first one.

    Parameters
    ----------
    key
        Of the form. A newcomer who presses twice comes as two learners: by the key both are sent the first suggestion.

    Raises
    ------
    NotFound
        Readers are shown no block that begins on this line.
    Invalid
        See `check`.
    TooMany
        More than `MOST` in an hour.
    """
    block = manuscript.block(line)
    check(block=block, after=after, why=why, name=name)
    digest = sha256("\0".join([str(manuscript.version), str(line), after]).encode()).hexdigest()
    # Two of the same at once wait for each other here.
    Learner.objects.select_for_update().get(pk=learner.pk)
    form = key if re.fullmatch(PATTERN, key) else None
    known = Suggestion.objects.filter(Q(learner=learner) | Q(key=form, key__isnull=False), digest=digest).first()
    if known is not None:
        return known
    if Suggestion.objects.filter(learner=learner, sent_at__gt=at - WINDOW).count() >= MOST:
        raise TooMany(
            _("These were %(most)d suggestions within an hour. Please go on a little later.") % {"most": MOST},
            retry_after=int(WINDOW.total_seconds()),
        )
    made = Suggestion(
        version_id=manuscript.version,
        learner=learner,
        name=" ".join(name.split()),
        line=line,
        kind=block.kind,
        section=manuscript.plain(block.section)[:200],
        before=block.text,
        after=" ".join(after.split()) if block.single else after,
        why=why,
        problems=[{"message": one.message, "mend": one.mend} for one in problems[:_MOST_PROBLEMS]],
        digest=digest,
        key=form,
        sent_at=at,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        # The same form came in at the same moment.
        return Suggestion.objects.get(key=form, digest=digest)
    return made


@transaction.atomic
def decide(*, ref: str, decision: str, editor: User, sentence: str, at: datetime) -> Suggestion:
    """Accept or decline a suggestion that waits, or reopen one that was decided; it is logged with who and when.

    Raises
    ------
    NotFound
        There is no such suggestion.
    Invalid
        It is declined without a sentence, which its author is to read.
    Conflict
        It does not wait any more, or waits already; or its text is in the essay.
    """
    suggestion = Suggestion.objects.select_for_update().filter(ref=ref).first()
    if suggestion is None:
        raise NotFound(_("There is no such suggestion."))
    if decision not in _DECISIONS:
        raise Invalid(_("Accept it, decline it or reopen it."), fields={"decision": [_("Unknown.")]})
    state, kind = _DECISIONS[decision]
    if suggestion.state == state:
        return suggestion
    if suggestion.state == Suggestion.State.PUBLISHED:
        raise Conflict(_("This text is in the essay already. Change it there."))
    if Suggestion.State.OPEN not in (state, suggestion.state):
        raise Conflict(_("Somebody decided about this meanwhile. Reopen it first."))
    if decision == "decline" and not sentence:
        raise Invalid(_("Say in a sentence why it is declined: its author will read it."), fields={"sentence": []})
    if len(sentence) > LONGEST_WHY:
        raise Invalid(_("At most %(most)d characters.") % {"most": LONGEST_WHY}, fields={"sentence": []})
    suggestion.state = state
    suggestion.save(update_fields=["state"])
    SuggestionEvent.objects.create(suggestion=suggestion, kind=kind, by=editor, sentence=sentence, at=at)
    return suggestion


@transaction.atomic
def note_published(*, essay: Essay, text: str, at: datetime) -> None:
    """Of the accepted suggestions to an essay, note those that its newly published ``text`` has taken in."""
    for suggestion in Suggestion.objects.filter(version__essay=essay, state=Suggestion.State.ACCEPTED):
        if locate(suggestion, text).standing == Standing.ALREADY:
            suggestion.state = Suggestion.State.PUBLISHED
            suggestion.save(update_fields=["state"])
            SuggestionEvent.objects.create(suggestion=suggestion, kind=SuggestionEvent.Kind.PUBLISHED, at=at)


@transaction.atomic
def adopt_suggestions(*, anonymous: Learner, learner: Learner, at: datetime) -> None:
    """Give an anonymous reader's suggestions to the learner who they are; of two alike the decided one stays."""
    for theirs in Suggestion.objects.filter(learner=anonymous):
        own = Suggestion.objects.filter(learner=learner, digest=theirs.digest).first()
        if own is not None and own.state != Suggestion.State.OPEN:
            theirs.delete()
            continue
        if own is not None:
            own.delete()
        theirs.learner = learner
        theirs.save(update_fields=["learner"])


def forget_names(*, learner: Learner, at: datetime) -> None:
    """Take the name off a learner's suggestions, as when their account is erased: the text stays, without who."""
    Suggestion.objects.filter(learner=learner).update(name="")
