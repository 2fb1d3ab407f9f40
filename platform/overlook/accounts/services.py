"""Verbs about people: begin an anonymous learner, and claim one at sign-up or sign-in."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from overlook.accounts.models import Learner, User
from overlook.kit.clock import now
from overlook.kit.refs import new_ref


def learner_for(user: User) -> Learner:
    """The learner whose record is this user's, made on first need."""
    return Learner.objects.get_or_create(user=user)[0]


@transaction.atomic
def claim_learner(*, anonymous: Learner, user: User, at: datetime) -> Learner:
    """Give an anonymous reader's record to the user who turned out to be them.

    A user without a record takes the row as it is. Otherwise each room moves what hangs on the anonymous row
    (``settings.LEARNER_CLAIMED``), and the earliest attempt counts. A row that already has a user is left alone.
    """
    anonymous = Learner.objects.select_for_update().get(pk=anonymous.pk)
    if anonymous.user_id is not None:
        return learner_for(user)
    own = Learner.objects.filter(user=user).first()
    if own is None:
        anonymous.user = user
        anonymous.save(update_fields=["user"])
        return anonymous
    for name in settings.LEARNER_CLAIMED:
        import_string(name)(anonymous=anonymous, learner=own, at=at)
    anonymous.delete()
    return own


@transaction.atomic
def erase_user(*, user: User) -> None:
    """Forget who somebody was. Identity goes; the answers stay with a learner who is nobody, under a new reference.

    What a learner brought themselves cannot be made nobody's: each room deletes it (``settings.LEARNER_FORGOTTEN``).
    """
    for learner in Learner.objects.filter(user=user):
        for name in settings.LEARNER_FORGOTTEN:
            import_string(name)(learner=learner, at=now())
    Learner.objects.filter(user=user).update(user=None, ref=new_ref())
    user.delete()
