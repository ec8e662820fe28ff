"""Setting and changing one's password; it ends every other session. A first password opens nothing but this page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from linli.people.accounts import Account
from linli.people.doorway import for_known
from linli.people.factors import proof
from linli.people.guard import watch
from linli.people.signing_in import open_sessions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LABELS = {
    "old_password": (_("现在的密码"), "current-password"),
    "new_password1": (_("新密码"), "new-password"),
    "new_password2": (_("再输一遍新密码"), "new-password"),
}


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_known
def my_password(request: HttpRequest) -> HttpResponse:
    """Ask for the old one where there is one, and for the new one twice."""
    assert isinstance(request.user, Account)  # noqa: S101 - the page is for people who signed in
    if not request.user.has_usable_password() and not proof.is_fresh(request):
        return proof.ask_again(request)
    first = request.user.must_choose_password
    kind = PasswordChangeForm if request.user.has_usable_password() else SetPasswordForm
    form = kind(request.user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _is_another(form, request.user):
        request.user.must_choose_password = False
        form.save()
        was = open_sessions.row_of(request)
        update_session_auth_hash(request, request.user)  # this browser stays; the key of all others no longer fits
        open_sessions.follow(request, was)
        open_sessions.end_others(request.user, request)
        return redirect("home" if first else "me")
    if "old_password" in form.errors:
        watch.wrong_try(request, [request.user])
    labels = [(name, *LABELS[name]) for name in form.fields]
    status = 422 if form.is_bound else 200
    return render(request, "web/password.html", {"form": form, "labels": labels, "first": first}, status=status)


def _is_another(form: SetPasswordForm[Account], account: Account) -> bool:
    """Whether it is not the one that somebody else saw; a fault of the form where it is."""
    if account.must_choose_password and account.check_password(form.cleaned_data["new_password1"]):
        form.add_error("new_password1", _("请换一个别人没看过的密码。"))
    return not form.errors
