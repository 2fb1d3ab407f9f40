"""The shapes that the API takes and gives. Values are judged by the simulation that declares them, not here."""

from typing import Any

from rest_framework import serializers


class RunRequest(serializers.Serializer[Any]):
    simulation = serializers.CharField(max_length=64, help_text="Slug, such as `double-descent`.")
    params = serializers.DictField(default=dict, help_text="By the JSON Schema of the simulation.")
    seeds = serializers.IntegerField(min_value=1, help_text="How many independent repetitions.")
    priority = serializers.ChoiceField(
        ["interactive", "batch"],
        default="interactive",
        help_text="`batch` for sweeps: computed when no interactive run waits.",
    )


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


class DataSetRequest(serializers.Serializer[Any]):
    csv = serializers.CharField(
        trim_whitespace=False,
        allow_blank=True,
        help_text="Numbers, one row a line, a header if you like: at most 2,000 rows, 50 columns and 64 KB.",
    )
    name = serializers.CharField(max_length=80, default="", allow_blank=True)


class DataSetShape(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    address = serializers.CharField(help_text="The content address: what to send as the parameter `data` of a run.")
    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    url = serializers.CharField()


class DataSetWithRows(DataSetShape):
    csv = serializers.CharField()


class Code(serializers.Serializer[Any]):
    language = serializers.CharField()
    code = serializers.CharField()


class Best(serializers.Serializer[Any]):
    score = serializers.FloatField(help_text="0 to 100.")
    stars = serializers.IntegerField(help_text="0 to 3.")


class WeekShape(serializers.Serializer[Any]):
    week = serializers.CharField(help_text="ISO week, such as `2026-W47`.")
    whose = serializers.CharField(help_text="What to send as `week` to play it.")
    title = serializers.CharField()
    ends_at = serializers.DateTimeField()
    play = serializers.CharField(allow_null=True, help_text="Your game of this week.")
    score = serializers.FloatField(allow_null=True)


class ChallengeShape(serializers.Serializer[Any]):
    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    rules = serializers.ListField(child=serializers.CharField())
    version = serializers.IntegerField()
    minutes = serializers.IntegerField()
    best = Best(allow_null=True)
    weeks = WeekShape(many=True)
    url = serializers.CharField()


class PlayRequest(serializers.Serializer[Any]):
    week = serializers.CharField(
        max_length=32, default="", allow_blank=True, help_text="`whose` of a week's game; empty to practise."
    )


class ActionRequest(serializers.Serializer[Any]):
    step = serializers.IntegerField(
        min_value=0, max_value=9999, help_text="How many actions you have seen: `step` of the game's state."
    )
    action = serializers.DictField(help_text="By the game's `action_schema`.")


class PlayShape(serializers.Serializer[Any]):
    id = serializers.CharField()
    challenge = serializers.CharField()
    version = serializers.IntegerField()
    week = serializers.CharField(allow_blank=True, help_text="Empty for practice.")
    step = serializers.IntegerField()
    finished = serializers.BooleanField()
    said = serializers.CharField()
    public = serializers.DictField(help_text="What is known from the beginning.")
    shown = serializers.ListField(child=serializers.DictField(), help_text="What each action led to.")
    action_schema = serializers.DictField(allow_null=True, help_text="JSON Schema of the next action; null at the end.")
    score = serializers.FloatField(allow_null=True)
    stars = serializers.IntegerField(allow_null=True)
    loss = serializers.FloatField(allow_null=True)
    base = serializers.FloatField(allow_null=True)
    oracle = serializers.FloatField(allow_null=True)
    debrief = serializers.DictField(allow_null=True, help_text="The hidden truth; null before the end.")
    url = serializers.CharField()
