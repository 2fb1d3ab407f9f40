"""Pages about oneself that the sign-in library does not bring: profile, API tokens, own data."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from overlook.accounts.forms import EraseForm, ProfileForm, TokenForm
from overlook.accounts.models import PersonalToken
from overlook.accounts.privacy import declarations, export_of
from overlook.accounts.requests import PersonRequest
from overlook.accounts.services import erase_user
from overlook.accounts.tokens import issue_token, revoke_token
from overlook.kit.clock import now


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account-profile")
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: PersonRequest) -> HttpResponse:
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        _token, secret = issue_token(
            user=request.user, name=given["name"], scopes=given["scopes"], days=given["days"], at=now()
        )
        form = TokenForm()
    own = PersonalToken.objects.filter(user=request.user).select_related("token")
    context = {"form": form, "secret": secret, "tokens": own, "now": now()}
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def revoke(request: PersonRequest, ref: str) -> HttpResponse:
    revoke_token(user=request.user, ref=ref)
    messages.success(request, _("The token is revoked: from now on it is refused."))
    return redirect("account-tokens")


@login_required
@require_GET
def data(request: PersonRequest) -> HttpResponse:
    context = {"form": EraseForm(user=request.user), "declarations": declarations()}
    return render(request, "accounts/data.html", context)


@never_cache
@login_required
@require_GET
def export(request: PersonRequest) -> HttpResponse:
    response = JsonResponse(export_of(request.user, at=now()), json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="overlook-my-data.json"'
    return response


@login_required
@require_POST
def erase(request: PersonRequest) -> HttpResponse:
    form = EraseForm(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, "accounts/data.html", {"form": form, "declarations": declarations()}, status=422)
    user = request.user
    logout(request)
    erase_user(user=user)
    return render(request, "accounts/erased.html")
