"""Which cohorts a learner plays the seed of the week with: named in the settings, called by simulations."""

from overlook.accounts.models import Learner
from overlook.cohorts.models import Enrolment


def cohorts_of(learner: Learner) -> list[tuple[str, str, str]]:
    """Reference, name and time zone of every cohort that the learner is in, whatever the role, by name."""
    if learner.user_id is None:
        return []
    seats = Enrolment.objects.filter(user_id=learner.user_id).order_by("cohort__name", "pk")
    return list(seats.values_list("cohort__ref", "cohort__name", "cohort__time_zone"))
