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


class AttemptItemShape(serializers.Serializer[Any]):
    item = serializers.CharField()
    type = serializers.CharField()
    version = serializers.CharField()
    question = serializers.DictField(help_text="All that may be seen before answering; its fields depend on the type.")
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
    deadline = serializers.DateTimeField(source="attempt.deadline", allow_null=True)
    closed_at = serializers.DateTimeField(source="attempt.closed_at", allow_null=True)
    items = AttemptItemShape(many=True)


class AnsweredShape(serializers.Serializer[Any]):
    item = serializers.CharField()
    seq = serializers.IntegerField(help_text="Which try this was.")
    repeated = serializers.BooleanField(help_text="The key was used before: nothing new was stored.")
    feedback = FeedbackShape(allow_null=True, help_text="Null until the attempt's policy releases it.")
