"""The runs and results that a request may see. What is unknown and what is somebody else's are both not found."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from overlook.accounts.models import Learner
from overlook.accounts.sessions import present_learner
from overlook.kit.errors import NotFound
from simulations.models import Result, Run

Reader = Callable[[], Learner | None]


def reader(request: HttpRequest) -> Reader:
    """Who reads, asked for only where it matters: a page that is the same for everybody needs no session."""
    return lambda: present_learner(request)


def own_run(request: HttpRequest, ref: str) -> Run:
    """A run of whoever asks.

    Raises
    ------
    NotFound
        There is none, or it is somebody else's.
    """
    found = Run.objects.of(present_learner(request)).select_related("recipe").filter(ref=ref).first()
    if found is None:
        raise NotFound(
            _("There is no such run, or it is not yours. Runs of a session that has ended cannot be reached.")
        )
    return found


def result(request: HttpRequest, digest: str) -> Result:
    """A result by its hash; one on somebody's own data is there for its owner only.

    Raises
    ------
    NotFound
        There is none, or it is not for this reader.
    """
    found = visible(digest, reader(request))
    if found is None:
        raise NotFound(_("There is no result with this address."))
    return found


def visible(digest: str, reader: Reader) -> Result | None:
    """The result with this hash, or None where there is none for this reader."""
    found = Result.objects.select_related("recipe").filter(hash=digest).first()
    if found is None or not found.recipe.private:
        return found
    return Result.objects.visible_to(reader()).select_related("recipe").filter(pk=found.pk).first()


def guarded(answer: HttpResponse, *shown: Result) -> HttpResponse:
    """The answer; where it shows what only its reader may see, nobody on the way may keep it."""
    if any(result.recipe.private for result in shown):
        answer["Cache-Control"] = "private, no-store"
    return answer
