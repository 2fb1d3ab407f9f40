"""What a form of ours sends, bounded."""

from django.http import HttpRequest

LONGEST_FIELD = 2000
_SENDING = frozenset({"csrfmiddlewaretoken", "idempotency_key", "figure_state", "skip"})


def answer_fields(request: HttpRequest) -> dict[str, str]:
    """The fields of an answer, without those that only carry it."""
    return {name: str(value)[:LONGEST_FIELD] for name, value in request.POST.items() if name not in _SENDING}


def whole(text: str) -> int:
    """A small whole number of an address; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
