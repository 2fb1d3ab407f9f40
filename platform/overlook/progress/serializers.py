"""The shapes of the learning record in the API."""

from typing import Any

from rest_framework import serializers

from overlook.progress.posterior import DEVELOPING, NEEDS_WORK, NOT_ENOUGH, SECURE_STATE


class StandingShape(serializers.Serializer[Any]):
    objective = serializers.CharField()
    text = serializers.CharField()
    essay = serializers.CharField()
    evidence = serializers.IntegerField(help_text="First tries that count.")
    answers = serializers.IntegerField()
    estimate = serializers.FloatField(
        allow_null=True, help_text="Chance to answer a new item rightly; null under three first tries."
    )
    low = serializers.FloatField(allow_null=True, help_text="Lower end of the 90 % interval.")
    high = serializers.FloatField(allow_null=True)
    state = serializers.ChoiceField([NOT_ENOUGH, NEEDS_WORK, DEVELOPING, SECURE_STATE])
    word = serializers.CharField(help_text="The state in the reader's language.")
    last = serializers.CharField(help_text="The last first tries: ✓ right, ◑ partly, ✗ wrong; oldest first.")
    last_at = serializers.DateTimeField(allow_null=True)


class ReviewShape(serializers.Serializer[Any]):
    objective = serializers.CharField()
    text = serializers.CharField()
    essay = serializers.CharField()
    due_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()
    due = serializers.BooleanField()
    recall = serializers.FloatField(help_text="Chance that it would be recalled now.")
    reviews = serializers.IntegerField()
    lapses = serializers.IntegerField()


class ReviewsShape(serializers.Serializer[Any]):
    due = serializers.IntegerField(help_text="How many are due now.")
    results = ReviewShape(many=True)


class PointsShape(serializers.Serializer[Any]):
    reason = serializers.CharField()
    word = serializers.CharField(help_text="The reason in the reader's language.")
    source = serializers.CharField(  # type: ignore[assignment]  # a field of that name, not where one is read from
        help_text="What the points were given for; each is given once."
    )
    points = serializers.IntegerField()
    at = serializers.DateTimeField()


class LedgerShape(serializers.Serializer[Any]):
    points = serializers.IntegerField(help_text="The sum of all entries.")
    results = PointsShape(many=True)


class BadgeShape(serializers.Serializer[Any]):
    kind = serializers.CharField()
    title = serializers.CharField()
    criterion = serializers.CharField()
    objective = serializers.CharField()
    text = serializers.CharField()
    essay = serializers.CharField()
    at = serializers.DateTimeField()


class BadgesShape(serializers.Serializer[Any]):
    results = BadgeShape(many=True)


class PracticeWeekShape(serializers.Serializer[Any]):
    time_zone = serializers.SerializerMethodField()
    goal = serializers.IntegerField(help_text="Days of this week that were meant.")
    days = serializers.ListField(child=serializers.BooleanField(), help_text="Monday to Sunday: practised or not.")
    practised = serializers.IntegerField()
    met = serializers.BooleanField()
    weeks = serializers.IntegerField(help_text="Length of the streak.")
    best = serializers.IntegerField()
    freezes = serializers.IntegerField(help_text="Missed weeks that will be bridged.")
    frozen = serializers.ListField(child=serializers.DateField(), help_text="Mondays of weeks that were bridged.")

    def get_time_zone(self, week: Any) -> str:
        """The zone in which days and weeks begin and end."""
        return str(self.context["zone"])


class GoalRequest(serializers.Serializer[Any]):
    days = serializers.IntegerField(min_value=1, max_value=7)


class GoalShape(serializers.Serializer[Any]):
    monday = serializers.DateField(help_text="From when on it holds.")
    days = serializers.IntegerField()


class WordShape(serializers.Serializer[Any]):
    word = serializers.CharField()
    answers = serializers.IntegerField(source="n")
    stated = serializers.FloatField(source="found.stated", default=None, allow_null=True)
    share = serializers.FloatField(source="found.share", default=None, allow_null=True)
    low = serializers.FloatField(source="found.low", default=None, allow_null=True)
    high = serializers.FloatField(source="found.high", default=None, allow_null=True)


class ConfidenceShape(serializers.Serializer[Any]):
    interval = serializers.FloatField()
    words = WordShape(many=True)


class ProgressShape(serializers.Serializer[Any]):
    interval = serializers.FloatField()
    objectives = StandingShape(many=True)
