"""The shape of what the API takes and says about papers."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.serializers import PolicyShape
from overlook.cohorts.serializers import Page


@extend_schema_field({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$", "example": "2026-11-27T23:59"})
class WallTime(serializers.CharField):
    """A wall time in the cohort's zone, without a zone of its own."""

    def to_internal_value(self, data: Any) -> datetime:  # type: ignore[override]
        text = super().to_internal_value(data)
        try:
            wall = datetime.strptime(text, "%Y-%m-%dT%H:%M")  # noqa: DTZ007  a wall time has no zone
        except ValueError:
            wall = None
        if wall is None or not 2000 <= wall.year <= 2200:
            raise serializers.ValidationError(_("Write a wall time without a zone, such as 2026-11-27T23:59."))
        return wall


class PaperRequest(serializers.Serializer[Any]):
    essay = serializers.SlugField(max_length=80)
    questions = serializers.ChoiceField(["post-test", "all"], default="post-test")
    opens = WallTime()
    due = WallTime()
    closes = WallTime(required=False, allow_null=True, default=None)
    minutes = serializers.IntegerField(required=False, allow_null=True, default=None, help_text="Null: no time limit.")
    sittings = serializers.IntegerField(required=False, allow_null=True, default=1)
    tries = serializers.IntegerField(required=False, allow_null=True, default=1)
    credit = serializers.ListField(
        child=serializers.DecimalField(max_digits=7, decimal_places=6), required=False, default=list, max_length=10
    )
    shuffle = serializers.BooleanField(default=True)
    feedback = serializers.ChoiceField(["at-once", "after-attempt", "after-close"], default="after-attempt")
    review = serializers.BooleanField(default=True)
    fresh = serializers.BooleanField(default=True, help_text="New variants in each sitting.")
    keep = serializers.ChoiceField(["best", "last"], default="best")


class PaperSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="ref")
    essay = serializers.CharField()
    title = serializers.CharField()
    opens_wall = serializers.CharField()
    due_wall = serializers.CharField()
    closes_wall = serializers.CharField(allow_blank=True)
    opens_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField(allow_null=True)
    policy = PolicyShape(source="rules")


class SittingSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="attempt.ref")
    number = serializers.IntegerField(source="attempt.number")
    state = serializers.ChoiceField(["open", "submitted", "superseded"], source="attempt.state")
    opened_at = serializers.DateTimeField(source="attempt.opened_at")
    deadline = serializers.DateTimeField(source="attempt.deadline", allow_null=True)
    closed_at = serializers.DateTimeField(source="attempt.closed_at", allow_null=True)
    ended_by = serializers.CharField(source="attempt.ended_by", allow_blank=True)
    questions = serializers.IntegerField()
    answered = serializers.IntegerField()
    late = serializers.BooleanField()
    total = serializers.DecimalField(
        max_digits=None, decimal_places=6, allow_null=True, help_text="0 to 1; null until it is told."
    )


class OwnPaperSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="assignment.ref")
    cohort = serializers.CharField(source="assignment.cohort.ref")
    essay = serializers.CharField(source="assignment.essay")
    title = serializers.CharField(source="assignment.title")
    questions = serializers.IntegerField()
    opens_at = serializers.DateTimeField(source="dates.opens_at")
    due_at = serializers.DateTimeField(source="dates.due_at")
    closes_at = serializers.DateTimeField(source="dates.closes_at", allow_null=True)
    extension_days = serializers.IntegerField(source="dates.extension")
    time_zone = serializers.CharField(source="assignment.cohort.time_zone")
    time_multiplier = serializers.DecimalField(max_digits=4, decimal_places=2, source="multiplier")
    policy = PolicyShape(source="rules")
    state = serializers.ChoiceField(["planned", "open", "past", "closed"])
    refusal = serializers.CharField(help_text="Why no sitting can be begun now; empty when one can.")
    sittings = SittingSerializer(many=True)
    grade = serializers.DecimalField(max_digits=7, decimal_places=6, allow_null=True)


class PaperPage(Page):
    results = PaperSerializer(many=True)


class OwnPaperPage(Page):
    results = OwnPaperSerializer(many=True)


class ExtensionsRequest(serializers.Serializer[Any]):
    days = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=366),
        help_text="By learner, calendar days; 0 takes an extension back. Who is not named keeps theirs.",
    )


class ExtensionsShape(serializers.Serializer[Any]):
    changed = serializers.IntegerField(help_text="How many learners have other dates now.")


class TimeRequest(serializers.Serializer[Any]):
    time_multiplier = serializers.DecimalField(max_digits=4, decimal_places=2, min_value=1, max_value=10)


class TimeShape(serializers.Serializer[Any]):
    learner = serializers.CharField(source="ref")
    time_multiplier = serializers.DecimalField(max_digits=4, decimal_places=2)
