"""Who are you, once more: before an act of weight, by the strongest means that the account has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from linli.kit.refused import Refused
from linli.kit.throttle import network_of
from linli.people import codes
from linli.people.accounts import Account
from linli.people.doorway import for_known
from linli.people.factors import held, proof
from linli.people.guard import watch
from linli.web.entrance import asked, by_what, next_of
from linli.web.limits import SENDING, TRYING

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FACTOR, PASSWORD, PHONE, NONE = "factor", "password", "phone", "none"


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@for_known
def again(request: HttpRequest) -> HttpResponse:
    """Ask for a factor where there is one, else for the password, else for a code by text message."""
    account = request.user
    assert isinstance(account, Account)  # noqa: S101 - the page is for people who signed in
    way, refusal = _way(account), None
    if request.method == "POST":
        try:
            if way == PHONE and request.POST.get("send"):
                _send(request, account)
            else:
                _prove(request, account, way)
                return redirect(next_of(request) or "me")
        except Refused as refused:
            refusal = refused
    outbox = settings.LINLI_SMS == "outbox" and not settings.LINLI_PRODUCTION
    context = {
        "way": way,
        "outbox": outbox,
        "next": next_of(request),
        "phone": account.masked_phone,
        **_form(request, account, way, refusal),
    }
    return render(request, "web/again.html", context, status=422 if refusal else 200)


def _way(account: Account) -> str:
    if held.any_of(account):
        return FACTOR
    if account.has_usable_password():
        return PASSWORD
    return PHONE if account.phone and codes.offered() else NONE


def _prove(request: HttpRequest, account: Account, way: str) -> None:
    """Raises Refused where it was not shown."""
    if way == FACTOR:
        proof.by_factor(request, account, by_what(request, account))
    elif way == PASSWORD:
        _password(request, account)
    elif way == PHONE:
        _code(request, account)
    else:
        raise Refused("no_means", _("这个账号现在没有办法核对您是谁。"), advice=_("请到社区窗口办理。"))


def _password(request: HttpRequest, account: Account) -> None:
    try:
        right = get_adapter().reauthenticate(account, request.POST.get("password", ""))
    except ValidationError:
        watch.wrong_try(request, [account])
        raise Refused("too_many", _("试的次数太多了，请过一会儿再来。"), field="password") from None
    if not right:
        raise Refused("password_wrong", _("密码不对。"), field="password")
    proof.by_password(request, account)


def _send(request: HttpRequest, account: Account) -> None:
    if not SENDING.take(request):
        raise Refused("too_many", _("从您这里要的验证码太多了，请过一小时再试。"), field="code")
    codes.send(account.phone, browser=_browser(request), network=network_of(request))


def _code(request: HttpRequest, account: Account) -> None:
    if not TRYING.take(request):
        watch.wrong_try(request, [account])
        raise Refused("too_many", _("试的次数太多了，请过一会儿再来。"), field="code")
    typed = request.POST.get("code", "")
    try:
        codes.check(account.phone, browser=_browser(request), network=network_of(request), typed=typed)
    except Refused:
        watch.wrong_try(request, [account])
        raise
    proof.by_phone(request, account)


def _browser(request: HttpRequest) -> str:
    return f"again:{request.session.session_key}"


def _form(request: HttpRequest, account: Account, way: str, refusal: Refused | None) -> dict[str, Any]:
    """The field to be filled in, with what is wrong about it."""
    if way == FACTOR:
        return asked(request, account, refusal)
    error = " ".join(part for part in (str(refusal.words), str(refusal.advice)) if part) if refusal else ""
    field: dict[str, Any] = {
        "name": "password",
        "label": _("密码"),
        "kind": "password",
        "autocomplete": "current-password",
    }
    if way == PHONE:
        field = {"name": "code", "label": _("短信里的六位数字"), "kind": "text", "maxlength": 12}
        field["autocomplete"] = "one-time-code"
    return {"field": {**field, "required": True, "error": error}}
