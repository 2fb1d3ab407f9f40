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


class ProgressShape(serializers.Serializer[Any]):
    interval = serializers.FloatField()
    objectives = StandingShape(many=True)
