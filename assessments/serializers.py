"""The shapes that the API takes and gives: allow-lists. What is not named here does not leave the server."""

from typing import Any

from rest_framework import serializers

from overlook.progress.models import Confidence


class AttemptRequest(serializers.Serializer[Any]):
    assessment = serializers.SlugField(max_length=80, help_text="Slug; the practice of an essay has the essay's own.")


class ResponseRequest(serializers.Serializer[Any]):
    item = serializers.SlugField(max_length=80, help_text="Id of an item of this attempt.")
    answer = serializers.DictField(
        help_text=(
            "By type: single-choice `{option}`, multiple-choice `{options}`, numeric `{value, unit}`, "
            "short-text `{text}`, ordering `{place}` (of each entry shown, from 1), matching `{match}`, cloze `{gap}`, "
            "code-trace `{output}`, point-on-plot `{x, y}`, drawn-curve and drag-to-fit `{y}`, "
            "set-the-figure `{state}`. "
            "Numbers may be numbers, or texts as a person writes them, then with `language`."
        )
    )
    confidence = serializers.ChoiceField(choices=Confidence.choices, required=False, default="")
    version = serializers.CharField(
        max_length=64, required=False, help_text="The `version` of the item that was shown; another one is refused."
    )


class FeedbackShape(serializers.Serializer[Any]):
    state = serializers.ChoiceField(["right", "partly", "wrong"])
    fraction = serializers.DecimalField(max_digits=7, decimal_places=6, help_text="The score, hints taken off.")
    html = serializers.CharField()
    figure_url = serializers.CharField(help_text="The figure in the state that shows why; may be empty.")
    explanation = serializers.CharField(help_text="After a right answer only.")
    hint_cost = serializers.DecimalField(max_digits=7, decimal_places=6)
    tries = serializers.IntegerField()
    rescored = serializers.BooleanField(help_text="The question was mended after the answer, which was scored anew.")


class PolicyShape(serializers.Serializer[Any]):
    minutes = serializers.IntegerField(allow_null=True, help_text="Time limit before any multiplier.")
    sittings = serializers.IntegerField(allow_null=True)
    tries = serializers.IntegerField(allow_null=True, help_text="Answers to one question in one sitting.")
    credit = serializers.ListField(
        child=serializers.CharField(), help_text="What each further try earns; empty for full credit."
    )
    feedback = serializers.ChoiceField(["at-once", "after-attempt", "after-close"])
    review = serializers.BooleanField()
    keep = serializers.ChoiceField(["best", "last"])


class DraftRequest(serializers.Serializer[Any]):
    answer = serializers.DictField(help_text="As in a response; it need not be readable as an answer yet.")
    revision = serializers.IntegerField(
        min_value=1, max_value=2_000_000_000, help_text="Your own count: higher than any that you sent or saw before."
    )
    seen = serializers.IntegerField(
        min_value=0, max_value=2_000_000_000, help_text="The revision on which this rests; 0 for none."
    )
    writer = serializers.CharField(
        max_length=40, required=False, default="", allow_blank=True, help_text="Which tab or device writes."
    )


class SavedDraftShape(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    revision = serializers.IntegerField()
    saved_at = serializers.DateTimeField()
    state = serializers.ChoiceField(["empty", "draft", "answered"])
    problem = serializers.CharField(help_text="Why it cannot be read as an answer yet; empty when it can.")


class StoredDraftShape(SavedDraftShape):
    answer = serializers.DictField()


class ClockShape(serializers.Serializer[Any]):
    now = serializers.DateTimeField(help_text="The server's clock, which decides lateness.")
    deadline = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField(["open", "submitted", "superseded"])


class AttemptItemShape(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="Its place in this attempt, from 1.")
    item = serializers.CharField()
    type = serializers.CharField()
    version = serializers.CharField()
    question = serializers.DictField(help_text="All that may be seen before answering; its fields depend on the type.")
    state = serializers.ChoiceField(["empty", "draft", "answered"])
    late = serializers.BooleanField()
    tries = serializers.IntegerField()
    fraction = serializers.DecimalField(max_digits=7, decimal_places=6, allow_null=True)
    feedback = FeedbackShape(allow_null=True, help_text="On the last try, once released.")


class AttemptShape(serializers.Serializer[Any]):
    id = serializers.CharField(source="attempt.ref")
    assessment = serializers.CharField()
    context = serializers.CharField(source="attempt.context")  # type: ignore[assignment]
    number = serializers.IntegerField(source="attempt.number")
    state = serializers.ChoiceField(["open", "submitted", "superseded"], source="attempt.state")
    opened_at = serializers.DateTimeField(source="attempt.opened_at")
    due_at = serializers.DateTimeField(source="attempt.due_at", allow_null=True)
    deadline = serializers.DateTimeField(
        source="attempt.deadline",
        allow_null=True,
        help_text="The end of this attempt: multiplier and closing counted in.",
    )
    closed_at = serializers.DateTimeField(source="attempt.closed_at", allow_null=True)
    ended_by = serializers.ChoiceField(["", "learner", "time"], source="attempt.ended_by", allow_blank=True)
    results_at = serializers.DateTimeField(source="attempt.results_at", allow_null=True)
    server_time = serializers.DateTimeField()
    policy = PolicyShape(source="rules")
    items = AttemptItemShape(many=True)


class AnsweredShape(serializers.Serializer[Any]):
    item = serializers.CharField()
    seq = serializers.IntegerField(help_text="Which try this was.")
    repeated = serializers.BooleanField(help_text="The key was used before: nothing new was stored.")
    late = serializers.BooleanField()
    feedback = FeedbackShape(allow_null=True, help_text="Null until the attempt's policy releases it.")
