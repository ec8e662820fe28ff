"""My second factors: what I have, binding an app or a passkey, taking one off, recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.kit.refused import Refused
from linli.people.accounts import Account
from linli.people.doorway import for_known
from linli.people.factors import app, codes, held, passkeys, proof, required
from linli.people.person import person_of
from linli.people.signing_in import open_sessions

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from django.http import HttpRequest

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_known
def my_factors(request: HttpRequest) -> HttpResponse:
    """What is asked when I sign in."""
    account = _me(request)
    found = [_row(one) for one in held.of(account)]
    context = {
        "rows": found,
        "has_app": any(row["kind"] == held.APP for row in found),
        "codes_left": codes.left(account) if found else 0,
        "must": required.of(person_of(request)) and not found,
    }
    return render(request, "people/factors.html", context)


@get_or_post
@proof.for_fresh
def factor_app(request: HttpRequest) -> HttpResponse:
    """Show the key as a picture and in letters, and take the first code."""
    account = _me(request)
    refusal = None
    if request.method == "POST":
        try:
            app.activate(request, account, typed=request.POST.get("code", ""))
        except Refused as refused:
            refusal = refused
        else:
            return _added(request, account, held.APP)
    secret = app.secret_of(request)
    context = {"secret": secret, "address": app.address(account, secret), "error": _said(refusal)}
    return render(request, "people/factor_app.html", context, status=422 if refusal else 200)


@get_or_post
@proof.for_fresh
def factor_passkey(request: HttpRequest) -> HttpResponse:
    """Name a passkey, and let the browser make it."""
    account = _me(request)
    refusal = None
    typed = request.POST.get("name", "")
    if request.method == "POST":
        try:
            passkeys.add(account, name=typed, credential=request.POST.get("credential", ""))
        except Refused as refused:
            refusal = refused
        else:
            return _added(request, account, held.PASSKEY)
    named = bool(refusal and refusal.field == "name")
    context = {
        "name": typed,
        "error": _said(refusal) if named else "",
        "failed": "" if named else _said(refusal),
        "options": passkeys.to_add(account),
    }
    return render(request, "people/factor_passkey.html", context, status=422 if refusal else 200)


@get_or_post
@proof.for_fresh
def factor_off(request: HttpRequest, key: int) -> HttpResponse:
    """Ask once, then take one off; the last one stays with whoever must have one."""
    account = _me(request)
    one = held.of(account).filter(pk=key).first()
    if one is None:
        raise Http404
    last = held.of(account).count() == 1
    stays = last and required.of(person_of(request))
    if request.method == "POST" and not stays:
        held.remove(account, key)
        return redirect("my_factors")
    context = {"row": _row(one), "last": last, "stays": stays}
    return render(request, "people/factor_off.html", context, status=409 if request.method == "POST" else 200)


@get_or_post
@proof.for_fresh
def factor_codes(request: HttpRequest) -> HttpResponse:
    """Show the codes that were just made, and put them away; or make new ones."""
    account = _me(request)
    if request.method == "POST":
        if request.POST.get("kept"):
            codes.put_away(request)
            return redirect("my_factors")
        codes.make(request, account)
        return redirect("factor_codes")
    context = {"codes": codes.shown(request, account), "left": codes.left(account), "has": held.any_of(account)}
    return render(request, "people/factor_codes.html", context)


@require_safe
@proof.for_fresh
def factor_codes_file(request: HttpRequest) -> HttpResponse:
    """The codes that were just made as a text to keep; later there is no such file."""
    found = codes.shown(request, _me(request))
    if not found:
        raise Http404
    words = [_("邻里：恢复码，每个只能用一次，请收好，不要给别人看。"), "", *found, ""]
    answer = HttpResponse("\r\n".join(words), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="linli-codes.txt"'
    return answer


def _added(request: HttpRequest, account: Account, kind: str) -> HttpResponse:
    """After the first factor: this session has it, the others end, and the recovery codes are shown."""
    proof.by_factor(request, account, kind)
    open_sessions.end_others(account, request)
    return redirect("factor_codes" if codes.make_first(request, account) else "my_factors")


def _row(one: Authenticator) -> dict[str, Any]:
    is_app = one.type == held.APP
    return {
        "kind": one.type,
        "what": _("验证器") if is_app else _("通行密钥"),
        "name": "" if is_app else passkeys.name_of(one),
        "since": timezone.localdate(one.created_at),
        "off": reverse("factor_off", args=[one.pk]),
    }


def _me(request: HttpRequest) -> Account:
    assert isinstance(request.user, Account)  # noqa: S101 - the pages are for people who signed in
    return request.user


def _said(refused: Refused | None) -> str:
    return " ".join(part for part in (str(refused.words), str(refused.advice)) if part) if refused else ""
