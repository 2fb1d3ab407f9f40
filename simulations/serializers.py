"""The shapes that the API takes and gives. Values are judged by the simulation that declares them, not here."""

from typing import Any

from rest_framework import serializers


class RunRequest(serializers.Serializer[Any]):
    simulation = serializers.CharField(max_length=64, help_text="Slug, such as `double-descent`.")
    params = serializers.DictField(default=dict, help_text="By the JSON Schema of the simulation.")
    seeds = serializers.IntegerField(min_value=1, help_text="How many independent repetitions.")


class Snapshot(serializers.Serializer[Any]):
    id = serializers.CharField()
    simulation = serializers.CharField()
    params = serializers.DictField()
    status = serializers.ChoiceField(["queued", "running", "done", "failed", "cancelled"])
    seq = serializers.IntegerField(help_text="Grows with every change; send it back as `after`.")
    seeds_done = serializers.IntegerField()
    seeds_total = serializers.IntegerField()
    axis = serializers.DictField(allow_null=True)
    series = serializers.DictField(
        allow_null=True,
        help_text="By name: median, mean, p10, p90, … over the seeds so far. Null when nothing is newer.",
    )
    series_of = serializers.IntegerField(help_text="How many seeds the curves are made of.")
    theory = serializers.DictField(allow_null=True)
    result = serializers.CharField(allow_null=True, help_text="The permanent address, once done.")
    error = serializers.CharField(allow_null=True)
    url = serializers.CharField()
    events = serializers.CharField()


class Preset(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()
    why = serializers.CharField()
    params = serializers.DictField()
    seeds = serializers.IntegerField()
    cost_seconds = serializers.FloatField()


class SimulationBrief(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    version = serializers.IntegerField()
    families = serializers.ListField(child=serializers.CharField())
    url = serializers.CharField()


class CostRule(serializers.Serializer[Any]):
    cap_seconds = serializers.FloatField(help_text="A run that is predicted to cost more is refused.")
    unit = serializers.CharField()


class SimulationDetail(SimulationBrief):
    params_schema = serializers.DictField(help_text="JSON Schema 2020-12: one alternative for each `family`.")
    max_seeds = serializers.DictField(child=serializers.IntegerField(), help_text="By family.")
    presets = Preset(many=True)
    cost = CostRule()
    brief = serializers.CharField(help_text="Markdown.")


class ResultShape(serializers.Serializer[Any]):
    hash = serializers.CharField()
    url = serializers.CharField()
    simulation = serializers.CharField()
    title = serializers.CharField()
    params = serializers.DictField()
    parameters = serializers.ListField(
        child=serializers.DictField(), help_text="The same as a list: name, label, unit and value of each."
    )
    seeds = serializers.IntegerField()
    engine = serializers.CharField(help_text="Equal engines give equal bytes.")
    digest = serializers.CharField(help_text="SHA-256 over the shards' digests.")
    created_at = serializers.DateTimeField()
    axis = serializers.DictField(allow_null=True)
    series = serializers.DictField(allow_null=True)
    theory = serializers.DictField(allow_null=True)


class Code(serializers.Serializer[Any]):
    language = serializers.CharField()
    code = serializers.CharField()
