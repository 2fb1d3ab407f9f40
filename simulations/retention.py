"""What is kept: recipes, digests and addresses for ever; bytes while there is room, for they can be computed again.

What comes back must agree with the digest that stayed, shard by shard (`computing.store_shard`).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from simulations.models import Recipe, Run, Shard

_RECIPES_AT_ONCE = 200


def stored_bytes() -> int:
    """How large all the shards together are."""
    return Shard.objects.filter(status=Shard.Status.DONE).aggregate(bytes=Sum("size"))["bytes"] or 0


def set_aside(*, before: datetime) -> int:
    """Drop the bytes of recipes that nobody has asked for since ``before``; returns how many shards that were."""
    dropped = 0
    while chosen := list(_holding().filter(asked_at__lt=before).values_list("pk", flat=True)[:_RECIPES_AT_ONCE]):
        gone = _drop(chosen)
        if not gone:
            break
        dropped += gone
    return dropped


def evict(*, limit: int) -> int:
    """Drop bytes, least recently asked for first, until at most ``limit`` are stored; returns how many shards it were.

    What an active run waits for stays, so the store may be above its limit while people work.
    """
    surplus, dropped = stored_bytes() - limit, 0
    while surplus > 0:
        chosen: list[int] = []
        sizes = _holding().annotate(bytes=Sum("shards__size")).order_by("asked_at", "pk")
        for pk, size in sizes.values_list("pk", "bytes")[:_RECIPES_AT_ONCE]:
            if surplus > 0:
                chosen.append(pk)
                surplus -= size or 0
        gone = _drop(chosen)
        if not gone:
            break
        dropped += gone
    return dropped


def _holding() -> QuerySet[Recipe]:
    """Recipes with bytes that no active run waits for."""
    wanted = Run.objects.active().filter(recipe=OuterRef("pk"))
    return Recipe.objects.filter(Exists(Shard.objects.filter(recipe=OuterRef("pk"), status=Shard.Status.DONE))).exclude(
        Exists(wanted)
    )


@transaction.atomic
def _drop(recipes: list[int]) -> int:
    """Held while they are dropped, so that no run can begin in between and count on what goes."""
    held = Recipe.objects.select_for_update().filter(pk__in=recipes).order_by("pk").values_list("pk", flat=True)
    idle = _holding().filter(pk__in=list(held)).values_list("pk", flat=True)
    gone = Shard.objects.filter(status=Shard.Status.DONE, recipe__in=list(idle))
    return gone.update(status=Shard.Status.IDLE, blob=None, size=0, tries=0)
