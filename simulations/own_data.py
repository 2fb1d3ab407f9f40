"""A learner's own data: kept, found by the parameters that name them, and deleted with everything made of them."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from overlook.accounts.models import Learner
from overlook.kit.errors import Invalid
from simulations import computing
from simulations.engine import tables
from simulations.engine.data import Data, address, encode
from simulations.engine.schema import refused
from simulations.models import DataSet, Recipe, Result, Run, Shard

# What the sentences about a table that cannot be read are about.
FIELD = "csv"
_NAME = 80


@transaction.atomic
def add(*, learner: Learner, name: str, content: bytes | str, at: datetime) -> DataSet:
    """Keep a table; the same table again is the one that is there.

    Raises
    ------
    Invalid
        The table cannot be read, with row and column on the field ``csv``; or there are too many data sets already.
    """
    table = tables.read(content, field=FIELD)
    Learner.objects.select_for_update().get(pk=learner.pk)
    mine = DataSet.objects.of(learner)
    stored = encode(table.values)
    for known in mine.filter(rows=len(table.values)):
        if bytes(known.content) == stored and tuple(known.columns) == table.names:
            return known
    most = int(settings.SIMULATIONS["DATA_SETS"])
    if mine.count() >= most:
        sentence = _("You have %(most)d data sets, which is the limit. Delete one that you no longer need.")
        raise Invalid(sentence % {"most": most}, fields={FIELD: [sentence % {"most": most}]}, code="too-many-data-sets")
    salt = secrets.token_hex(16)
    return DataSet.objects.create(
        learner=learner,
        name=_named(name, table, at),
        salt=salt,
        digest=address(salt, table.names, stored),
        columns=list(table.names),
        rows=len(table.values),
        content=stored,
        created_at=at,
    )


@transaction.atomic
def delete(*, data_set: DataSet, at: datetime) -> None:
    """Delete the data and everything that was computed from them; runs under way are cancelled.

    Of a run there remains that it took place, because quotas count it; nobody can see it any more.
    """
    Learner.objects.select_for_update().get(pk=data_set.learner_id)
    for pk in Recipe.objects.filter(data_set=data_set).order_by("pk").values_list("pk", flat=True):
        recipe = computing.locked(pk)
        for run in recipe.runs.active().select_for_update().order_by("pk"):
            computing.end(run, Run.Status.CANCELLED, at)
        Result.objects.filter(recipe=recipe).delete()
        Shard.objects.filter(recipe=recipe).delete()
    data_set.delete()


def forget(*, learner: Learner, at: datetime) -> None:
    """Delete all data of a learner, as when their account is erased."""
    for data_set in DataSet.objects.of(learner):
        delete(data_set=data_set, at=at)


def forget_unreachable(*, before: datetime, at: datetime) -> int:
    """Delete the data of readers without an account who have not been seen since ``before``: their sessions have ended,
    and nobody can ask for it any more. Returns how many data sets that were."""
    lately = Run.objects.filter(learner=OuterRef("learner"), created_at__gte=before)
    old = DataSet.objects.filter(learner__user=None, created_at__lt=before).exclude(Exists(lately))
    found = list(old)
    for data_set in found:
        delete(data_set=data_set, at=at)
    return len(found)


def finder(learner: Learner | None) -> Callable[[str], Data | None]:
    """How parameters that name a data set find it: among the learner's own, and nowhere else."""

    def find(digest: str) -> Data | None:
        found = DataSet.objects.of(learner).filter(digest=digest).first()
        return found.data if found else None

    return find


def of_params(learner: Learner, params: Mapping[str, Any]) -> DataSet | None:
    """The data set that normalised parameters name, if they do.

    Raises
    ------
    Invalid
        It was deleted a moment ago.
    """
    named = {name: value for name, value in params.items() if isinstance(value, Data)}
    if not named:
        return None
    found = DataSet.objects.of(learner).filter(digest__in=named.values()).first()
    if found is None:
        raise refused({name: [_("These data were deleted. Choose others, or bring them again.")] for name in named})
    return found


def _named(name: str, table: tables.Table, at: datetime) -> str:
    shown = " ".join(name.split())[:_NAME]
    if shown and shown.isprintable():
        return shown
    size = ngettext("%(rows)d row of ", "%(rows)d rows of ", len(table.values)) % {"rows": len(table.values)}
    return f"{size}{', '.join(table.names)}"[: _NAME - 1]
