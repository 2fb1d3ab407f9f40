"""Who may look into the workshop: staff. To everybody else its pages do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponseBase]


def is_editor(request: HttpRequest) -> bool:
    """Whether whoever asks may see sources, keys and what predictions withhold."""
    user = request.user
    return bool(user.is_authenticated and user.is_active and user.is_staff)


def editors_only(view: View) -> View:
    """Answer everybody but editors as an address that is not there is answered, whatever they send.

    It belongs outermost but for ``same_origin_required``, so that no method and no cache tells more. What editors see
    is kept by no cache.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if not is_editor(request):
            raise Http404
        return view(request, *args, **options)

    return never_cache(guarded)
