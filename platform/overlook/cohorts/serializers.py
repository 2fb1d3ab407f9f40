"""The shape of what the API says about cohorts: the same values as on the page."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class CohortSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="cohort.ref")
    name = serializers.CharField(source="cohort.name")
    organisation = serializers.CharField(source="cohort.organisation.name")
    time_zone = serializers.CharField(source="cohort.time_zone")
    role = serializers.CharField()


class CellSerializer(serializers.Serializer[Any]):
    state = serializers.CharField()
    evidence = serializers.IntegerField(help_text="First tries behind the estimate.")
    answers = serializers.IntegerField()
    estimate = serializers.SerializerMethodField()
    low = serializers.SerializerMethodField()
    high = serializers.SerializerMethodField()

    def get_estimate(self, cell: Any) -> float | None:
        """Chance to answer a new question rightly; null under three first tries."""
        return cell.estimate if cell.known else None

    def get_low(self, cell: Any) -> float | None:
        return cell.low if cell.known else None

    def get_high(self, cell: Any) -> float | None:
        return cell.high if cell.known else None


class FlagSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField()
    sentence = serializers.CharField()
    evidence = serializers.CharField()


class FlaggedSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="ref")
    name = serializers.CharField(source="label", help_text="The pseudonym, for whoever may not know the name.")
    email = serializers.CharField(help_text="Empty for whoever may not know it.")
    last_seen = serializers.DateTimeField(allow_null=True)
    flags = FlagSerializer(many=True)


class PersonSerializer(FlaggedSerializer):
    joined_at = serializers.DateTimeField()
    assignments_finished = serializers.IntegerField(source="completed")
    objectives = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DictField(child=CellSerializer()))
    def get_objectives(self, person: Any) -> dict[str, Any]:
        return {slug: CellSerializer(cell).data for slug, cell in person.cells.items()}


class TaughtObjectiveSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    text = serializers.CharField()
    essay = serializers.CharField()
    learners = serializers.IntegerField()
    first_tries = serializers.IntegerField(source="tries")
    share = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    suppressed = serializers.BooleanField()


class MisconceptionSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    text = serializers.CharField()
    learners = serializers.IntegerField()
    first_tries = serializers.IntegerField(source="first")
    later_tries = serializers.IntegerField(source="later")
    first_share = serializers.FloatField(allow_null=True)
    later_share = serializers.FloatField(allow_null=True)
    suppressed = serializers.BooleanField()


class AssignmentSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="ref")
    essay = serializers.CharField()
    title = serializers.CharField()
    opens_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField(choices=["planned", "open", "past", "closed"])
    finished_in_time = serializers.IntegerField(source="done")
    finished_late = serializers.IntegerField(source="late")
    started = serializers.IntegerField()
    not_started = serializers.IntegerField(source="untouched")
    suppressed = serializers.BooleanField()


class DashboardSerializer(serializers.Serializer[Any]):
    id = serializers.CharField(source="ref")
    name = serializers.CharField()
    time_zone = serializers.CharField()
    role = serializers.CharField()
    learners = serializers.IntegerField()
    active_this_week = serializers.IntegerField(allow_null=True)
    median_completion = serializers.FloatField(allow_null=True)
    needs_me = FlaggedSerializer(many=True, source="needing")
    objectives = TaughtObjectiveSerializer(many=True)
    misconceptions = MisconceptionSerializer(many=True)
    assignments = AssignmentSerializer(many=True)


class ResultSerializer(serializers.Serializer[Any]):
    learner = serializers.CharField()
    name = serializers.CharField()
    objective = serializers.CharField(source="objective.slug")
    essay = serializers.CharField(source="objective.essay")
    evidence = serializers.IntegerField()
    answers = serializers.IntegerField()
    state = serializers.CharField()
    estimate = serializers.FloatField(allow_null=True)
    updated_at = serializers.DateTimeField(source="last_at")


class ResultsQuery(serializers.Serializer[Any]):
    updated_since = serializers.DateTimeField(required=False, help_text="Only results that changed after this moment.")


class Page(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class CohortPage(Page):
    results = CohortSerializer(many=True)


class PersonPage(Page):
    results = PersonSerializer(many=True)


class ResultPage(Page):
    results = ResultSerializer(many=True)
