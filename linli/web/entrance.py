"""Signing in and out: a shared machine forgets the receipts of whoever sat there before, and a second factor is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import views
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases.receipts import forget
from linli.kit.refused import Refused
from linli.kit.throttle import Throttle
from linli.people.factors import asking, held, passkeys, proof
from linli.people.signing_in import open_sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from linli.people.accounts import Account

ASKING = Throttle("passkey", most=settings.LINLI_CODE_TRIES_OF_A_NETWORK, seconds=3600)


def login(request: HttpRequest) -> HttpResponseBase:
    """Sign in."""
    return answered(request, views.login)


def logout(request: HttpRequest) -> HttpResponseBase:
    """Sign out, once it was asked for by a form."""
    return answered(request, views.logout)


@require_http_methods(["GET", "HEAD", "POST"])
def factor(request: HttpRequest) -> HttpResponseBase:
    """Ask whoever has a second factor for it, after whichever first step."""
    return answered(request, _factor)


@never_cache
@require_http_methods(["GET", "POST"])
def passkey(request: HttpRequest) -> HttpResponseBase:
    """Give the browser what it needs to show a passkey; sign in with the one that it shows."""
    if request.method == "POST":
        return answered(request, _by_passkey)
    if not ASKING.take(request):
        return HttpResponse(status=429)
    return HttpResponse(passkeys.to_ask(), content_type="application/json")


def answered(request: HttpRequest, view: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
    """Answer by a view that may change who is signed in, and follow that where it did."""
    before = request.user.pk
    was = open_sessions.row_of(request)
    response = view(request)
    if request.user.pk != before:
        forget(response)
        open_sessions.follow(request, was)
    return response


def let_in(request: HttpRequest, account: Account, *, then: str) -> HttpResponseBase:
    """Sign somebody in who showed who they are; their second factor is asked first, unless it was what they showed."""
    response: HttpResponseBase = perform_login(request, Login(user=account, redirect_url=then))
    return response


@login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")  # type: ignore[untyped-decorator]
def _factor(request: HttpRequest) -> HttpResponseBase:
    stage = request._login_stage  # type: ignore[attr-defined] # noqa: SLF001 - where allauth's decorator puts it
    account: Account = stage.login.user
    refusal = None
    if request.method == "POST":
        try:
            kind = by_what(request, account)
        except Refused as refused:
            refusal = refused
        else:
            proof.by_factor(request, account, kind)
            response: HttpResponseBase = stage.exit()
            return response
    context = asked(request, account, refusal)
    return render(request, "web/factor.html", context, status=422 if refusal else 200)


def by_what(request: HttpRequest, account: Account) -> str:
    """Check what was sent, a passkey or a code; which kind it was. Raises Refused."""
    credential = request.POST.get("credential", "")
    if credential:
        passkeys.check(credential, account)
        return held.PASSKEY
    return asking.check(request, account, request.POST.get("code", ""))


def asked(_request: HttpRequest, account: Account, refusal: Refused | None) -> dict[str, object]:
    """What a page needs that asks for a factor: with an app the code of now, else a recovery code; a passkey if there is one."""
    kinds = {one.type for one in held.of(account)}
    words = " ".join(part for part in (str(refusal.words), str(refusal.advice)) if part) if refusal else ""
    of_key = refusal is not None and refusal.code == "passkey_wrong"
    label = _("验证器上的六位数字，或一个恢复码") if held.APP in kinds else _("恢复码")
    field = {"name": "code", "label": label, "kind": "text", "required": True, "maxlength": 20}
    field |= {"autocomplete": "one-time-code", "error": "" if of_key else words}
    options = passkeys.to_ask(account) if held.PASSKEY in kinds else ""
    return {"field": field, "options": options, "failed": words if of_key else ""}


def _by_passkey(request: HttpRequest) -> HttpResponseBase:
    if request.user.is_authenticated:
        return redirect("me")
    try:
        account = passkeys.check(request.POST.get("credential", ""))
    except Refused as refused:
        return render(request, "web/passkey_wrong.html", {"refusal": refused}, status=422)
    proof.by_factor(request, account, held.PASSKEY, alone=True)
    return let_in(request, account, then=next_of(request) or reverse("me"))


def next_of(request: HttpRequest) -> str:
    """Where somebody wanted to go before they were asked; '' for nowhere on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if here else ""
