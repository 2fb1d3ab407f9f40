import pytest

from essays.models import Essay
from overlook.accounts.models import User
from overlook.cohorts import services
from overlook.cohorts.models import Cohort, Role
from tests.cohorts.cast import NOON, person, publish_essay


@pytest.fixture
def essay(db: None) -> Essay:
    return publish_essay()


@pytest.fixture
def owner(db: None) -> User:
    return person("owner")


@pytest.fixture
def cohort(owner: User, essay: Essay) -> Cohort:
    return services.create_cohort(user=owner, name="Statistics 2", time_zone="Europe/Berlin", at=NOON)


@pytest.fixture
def cast(cohort: Cohort, owner: User) -> dict[str, User | None]:
    """Everybody who may knock: by role here, from elsewhere, and nobody in particular."""
    elsewhere = person("elsewhere")
    services.create_cohort(user=elsewhere, name="Another school", time_zone="UTC", at=NOON)
    return {
        "owner": owner,
        "instructor": person("instructor", cohort, Role.INSTRUCTOR),
        "assistant": person("assistant", cohort, Role.ASSISTANT),
        "observer": person("observer", cohort, Role.OBSERVER),
        "learner": person("learner", cohort),
        "outsider": person("outsider"),
        "elsewhere": elsewhere,
        "anonymous": None,
    }
