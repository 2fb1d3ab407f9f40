"""What was computed and for whom.

A *recipe* is a computation by content; its *shards* hold the numbers and are shared by everybody who asks for the
same thing. A *run* is one learner's interest in the first so many seeds of a recipe, a *result* the permanent address
of such a pair; a *fair share* says how much one learner was given, a *host* how fast a machine is. A *data set* is a
learner's own: what is computed from it is theirs alone. A *challenge play* is a game that the server replays.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from overlook.accounts.models import Learner
from overlook.kit.clock import now
from overlook.kit.errors import NotFound
from overlook.kit.refs import new_ref
from simulations.engine.data import Data, decode, written


class DataSetQuerySet(models.QuerySet["DataSet"]):
    def of(self, learner: Learner | None) -> Self:
        """The data sets that ``learner`` may see: their own."""
        return self.filter(learner=learner) if learner is not None else self.none()


class DataSet(models.Model):
    """A learner's own table of numbers. Nobody else sees it, or anything that was computed from it."""

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="data_sets")
    name = models.CharField(max_length=80)
    # The content address that parameters name. It is salted: whoever guesses the numbers still cannot guess it.
    digest = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=32)
    columns = models.JSONField()
    rows = models.PositiveIntegerField()
    content = models.BinaryField()
    created_at = models.DateTimeField(default=now)

    objects = DataSetQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def sized(self) -> str:
        """Its name and size: "Marks (120 × 3)"."""
        return _("%(name)s (%(rows)d × %(columns)d)") % {
            "name": self.name,
            "rows": self.rows,
            "columns": len(self.columns),
        }

    @property
    def data(self) -> Data:
        """The table, as kernels take it."""
        return Data(self.digest, tuple(self.columns), decode(bytes(self.content), len(self.columns)))

    @property
    def csv(self) -> str:
        """The table as it may be pasted again."""
        return written(self.data)


class Recipe(models.Model):
    """Engine and normalised parameters: everything that decides the bits, except how many seeds are wanted.

    ``private`` recipes are computed from somebody's own data. ``data_set`` says whose; it is None once they have
    deleted it, and what is left of the recipe is then nobody's to see.
    """

    key = models.CharField(max_length=64, unique=True)
    simulation = models.CharField(max_length=64)
    params = models.JSONField()
    engine = models.TextField()
    shard_size = models.PositiveSmallIntegerField()
    private = models.BooleanField(default=False)
    data_set = models.ForeignKey(DataSet, null=True, blank=True, on_delete=models.SET_NULL, related_name="recipes")
    created_at = models.DateTimeField(default=now)
    # What was asked for least lately is the first to be set aside.
    asked_at = models.DateTimeField(default=now, db_default=Now(), db_index=True)

    def __str__(self) -> str:
        return f"{self.simulation} {self.key[:12]}"

    @cached_property
    def given(self) -> Mapping[str, Any]:
        """The parameters as kernels take them: where one names a data set, the data.

        Raises
        ------
        NotFound
            The data were deleted.
        """
        if not self.private:
            given: Mapping[str, Any] = self.params
            return given
        if self.data_set is None:
            raise NotFound(_("The data of this run were deleted."))
        data = self.data_set.data
        return {name: data if value == data else value for name, value in self.params.items()}

    def shards_for(self, seeds: int) -> int:
        """How many shards hold the first ``seeds`` seeds."""
        return -(-seeds // self.shard_size)


class ShardQuerySet(models.QuerySet["Shard"]):
    def ready(self, at: datetime) -> Self:
        """Shards that any worker may take now."""
        return self.filter(status=Shard.Status.QUEUED).exclude(send_after__gt=at)

    def silent(self, at: datetime) -> Self:
        """Shards whose worker has not renewed its lease in time."""
        return self.filter(status=Shard.Status.RUNNING, lease_until__lte=at)

    def of_run(self, run: "Run") -> Self:
        """The shards that ``run`` needs."""
        return self.filter(recipe=run.recipe_id, index__lt=run.shards_total)


class Shard(models.Model):
    """A block of consecutive seeds of a recipe: who computes it now, and its bytes when it is done."""

    class Status(models.TextChoices):
        IDLE = "idle"  # nobody wants it
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    recipe = models.ForeignKey(Recipe, on_delete=models.CASCADE, related_name="shards")
    index = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.IDLE)
    owner = models.CharField(max_length=16, blank=True)
    delivery = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    # A shard that was put back to be tried later is not to be taken before this.
    send_after = models.DateTimeField(null=True, blank=True)
    # No longer written: kept so that the release before this one can run while the database is brought forward.
    sends = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    blob = models.BinaryField(null=True, blank=True)
    # Bytes in ``blob``, so that the store can be measured without reading it.
    size = models.PositiveIntegerField(default=0, db_default=0)
    # Of the bytes that were computed last; it stays when they are set aside, and what comes back must agree with it.
    sha256 = models.CharField(max_length=64, blank=True)
    # CPU seconds that it took.
    seconds = models.FloatField(default=0.0, db_default=0.0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ShardQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipe", "index"], name="shard_once_per_recipe"),
            models.CheckConstraint(
                condition=~models.Q(status="done") | models.Q(blob__isnull=False), name="shard_done_has_bytes"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["status", "send_after"],
                name="shard_waiting",
                condition=models.Q(status__in=["queued", "running"]),
            ),
            models.Index(fields=["recipe", "status", "index"], name="shard_by_state"),
        ]

    def __str__(self) -> str:
        return f"shard {self.index} of {self.recipe_id} ({self.status})"


class RunQuerySet(models.QuerySet["Run"]):
    def of(self, learner: Learner | None) -> Self:
        """The runs that ``learner`` may see: their own, unless they have deleted what it was computed from."""
        if learner is None:
            return self.none()
        return self.filter(learner=learner).exclude(recipe__private=True, recipe__data_set=None)

    def active(self) -> Self:
        return self.filter(status__in=[Run.Status.QUEUED, Run.Status.RUNNING])

    def wanting(self, recipe: Recipe, index: int) -> Self:
        """Active runs of ``recipe`` that need its shard number ``index``."""
        return self.active().filter(recipe=recipe, shards_total__gt=index)


class Run(models.Model):
    """One learner's interest in the first ``seeds`` seeds of a recipe, and how far it has come."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Priority(models.IntegerChoices):
        INTERACTIVE = 0, "interactive"  # somebody is looking
        BATCH = 1, "batch"  # sweeps, recomputation: when nobody is waiting

    class Queue(models.TextChoices):
        """By the predicted cost of one shard, so that short ones do not wait behind long ones."""

        SHORT = "short"
        LONG = "long"

    ACTIVE: ClassVar[frozenset[str]] = frozenset({Status.QUEUED, Status.RUNNING})
    # Set on the instance that `services.request_run` returns when the idempotency key had been used before.
    replayed: bool = False

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="runs")
    recipe = models.ForeignKey(Recipe, on_delete=models.PROTECT, related_name="runs")
    seeds = models.PositiveIntegerField()
    shards_total = models.PositiveIntegerField()
    status = models.CharField(max_length=9, choices=Status, default=Status.QUEUED)
    seq = models.PositiveIntegerField(default=1)
    seeds_done = models.PositiveIntegerField(default=0)
    cached = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.INTERACTIVE, db_default=0)
    queue = models.CharField(max_length=5, choices=Queue, default=Queue.SHORT, db_default="short")
    # Predicted CPU seconds of what was missing when it was asked for: what counts against the learner's quota.
    seconds = models.FloatField(default=0.0, db_default=0.0)
    error = models.TextField(blank=True)
    idempotency_key = models.CharField(max_length=200)
    payload_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "idempotency_key"], name="run_once_per_key"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["learner", "-created_at"], name="run_by_learner"),
            models.Index(fields=["recipe", "status"], name="run_by_recipe"),
            models.Index(
                fields=["queue", "priority"],
                name="run_waiting",
                condition=models.Q(status__in=["queued", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.ref} ({self.status})"

    @property
    def is_active(self) -> bool:
        return self.status in self.ACTIVE


class FairShare(models.Model):
    """A learner's virtual time in one queue: CPU seconds given so far, counted from where the others stood."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="fair_shares")
    queue = models.CharField(max_length=5, choices=Run.Queue)
    virtual_time = models.FloatField(default=0.0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["learner", "queue"], name="share_once_per_queue")]

    def __str__(self) -> str:
        return f"share of {self.learner_id} in {self.queue}: {self.virtual_time:.1f} s"


class Host(models.Model):
    """A machine that computes, and how many times slower than the reference core it is."""

    name = models.CharField(max_length=255, unique=True)
    factor = models.FloatField()
    measured_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.name}: {self.factor:.2f}"


class ResultQuerySet(models.QuerySet["Result"]):
    def visible_to(self, learner: Learner | None) -> Self:
        """Everybody's, and those on data that are ``learner``'s own."""
        public = models.Q(recipe__private=False)
        return self.filter(public | models.Q(recipe__data_set__learner=learner) if learner is not None else public)


class Result(models.Model):
    """The permanent address of a recipe with a number of seeds. It outlives runs, learners and even the numbers."""

    hash = models.CharField(max_length=64, unique=True)
    recipe = models.ForeignKey(Recipe, on_delete=models.PROTECT, related_name="results")
    seeds = models.PositiveIntegerField()
    # SHA-256 over the digests of the shards in ascending order: what a recomputation must reach again.
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=now)

    objects = ResultQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipe", "seeds"], name="result_once_per_seeds"),
        ]

    def __str__(self) -> str:
        return f"result {self.hash[:12]}"


class ChallengePlayQuerySet(models.QuerySet["ChallengePlay"]):
    def of(self, learner: Learner | None) -> Self:
        return self.filter(learner=learner) if learner is not None else self.none()

    def scored(self) -> Self:
        """Games that are over and count: a seed of the week counts once for a person."""
        return self.filter(counts=True, score__isnull=False)


class ChallengePlay(models.Model):
    """One game: the seed that the server chose and the actions that were taken. All else is a replay of these.

    ``week`` ("2026-W47") and ``cohort`` say whose seed of the week it is; both are empty for practice, and the cohort
    for the seed that everybody without one shares. ``keys`` has the idempotency key of each action, or "".
    """

    ref = models.CharField(max_length=16, unique=True, default=new_ref, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="challenge_plays")
    challenge = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField()
    seed = models.PositiveBigIntegerField()
    week = models.CharField(max_length=8, default="", blank=True)
    cohort = models.CharField(max_length=16, default="", blank=True)
    counts = models.BooleanField(default=True)
    actions = models.JSONField(default=list)
    keys = models.JSONField(default=list)
    start_key = models.CharField(max_length=200, default="", blank=True)
    revision = models.PositiveSmallIntegerField(default=0)
    score = models.FloatField(null=True, blank=True)
    stars = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ChallengePlayQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["learner", "challenge", "version", "week", "cohort"],
                condition=~models.Q(week="") & models.Q(counts=True),
                name="week_played_once",
            ),
            models.UniqueConstraint(
                fields=["learner", "start_key"], condition=~models.Q(start_key=""), name="play_once_per_key"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["learner", "challenge", "-created_at"], name="play_by_learner"),
            models.Index(fields=["challenge", "week", "cohort"], name="play_by_week"),
        ]

    def __str__(self) -> str:
        return f"play {self.ref} of {self.challenge}"
