"""What must always hold about essays' own tables."""

from collections.abc import Iterator

from essays.models import Suggestion, SuggestionEvent
from overlook.kit.auditing import Check, Finding

_AFTER = {
    SuggestionEvent.Kind.ACCEPTED: Suggestion.State.ACCEPTED,
    SuggestionEvent.Kind.DECLINED: Suggestion.State.DECLINED,
    SuggestionEvent.Kind.REOPENED: Suggestion.State.OPEN,
    SuggestionEvent.Kind.PUBLISHED: Suggestion.State.PUBLISHED,
}


def wrong_states() -> Iterator[Finding]:
    """Suggestions whose state is not what the last of their events made it."""
    last = dict(SuggestionEvent.objects.order_by("pk").values_list("suggestion", "kind"))
    for pk, ref, state in Suggestion.objects.values_list("pk", "ref", "state"):
        due = _AFTER[SuggestionEvent.Kind(last[pk])] if pk in last else Suggestion.State.OPEN
        if state != due:
            yield Finding(f"suggestion {ref}", f"is {state}; by its events it is {due}")


CHECKS = [
    Check(
        "essays.edits.suggestions-are-decided",
        "Every suggested edit is what the last decision about it made it.",
        wrong_states,
    ),
]
