"""Pages of signing up and in by phone, and of changing one's phone and name."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.edges.models import KeptMessage
from linli.kit.phones import normal_phone
from linli.kit.refused import Refused
from linli.kit.throttle import network_of
from linli.people import codes
from linli.people.accounts import Account
from linli.people.doorway import for_known
from linli.people.factors import proof
from linli.people.guard import watch
from linli.people.signing_in import entering
from linli.web.entrance import answered, let_in
from linli.web.limits import SENDING, TRYING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from linli.kit.words import Words

PROVED_SECONDS = 600
PHONE, PROVED, FOR, GUESSES = "enter_phone", "enter_proved", "enter_for", "enter_guesses"
MOST_GUESSES = 5
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@get_or_post
def enter(request: HttpRequest) -> HttpResponse:
    """Ask for the number, and send a code to it: whether anybody has it makes no difference to what is seen."""
    return _ask_phone(request, purpose="enter")


@get_or_post
@proof.for_fresh
def my_phone(request: HttpRequest) -> HttpResponse:
    """The same for whoever signed in and has another number now."""
    return _ask_phone(request, purpose="change")


@never_cache
@get_or_post
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent."""
    phone = request.session.get(PHONE, "")
    if not phone:
        return redirect("enter")
    if request.method != "POST":
        return _code_form(request)
    if not TRYING.take(request):
        watch.wrong_try(request, entering.people_of(phone))
        return _code_form(request, error=_("试的次数太多了，请过一会儿再来。"), status=429)
    try:
        codes.check(phone, browser=_browser(request), network=network_of(request), typed=request.POST.get("code", ""))
    except Refused as refused:
        # Also what is tried at a door that is locked already: that is just when somebody should hear of it.
        watch.wrong_try(request, entering.people_of(phone))
        return _code_form(request, error=_said(refused), status=422)
    if request.session.pop(FOR, "") == "change" and isinstance(request.user, Account):
        entering.change_phone(request.user, phone)
        request.session.pop(PHONE)
        return redirect("me")
    request.session[PROVED] = int(time.time())
    request.session.pop(GUESSES, None)
    return redirect("enter_who")


@never_cache
@get_or_post
def who(request: HttpRequest) -> HttpResponseBase:
    """Ask which of the number's people it is; for a number that nobody has, how to call the new one."""
    phone = _proved(request)
    if not phone:
        return redirect("enter")
    known = entering.people_of(phone)
    if request.method != "POST":
        return _who_form(request, known)
    choice = request.POST.get("choice", "") if known else "new"
    try:
        account = _chosen(request, phone, choice)
    except Refused as refused:
        if refused.code == "name_differs":
            watch.wrong_try(request, [one for one in known if str(one.pk) == choice])
            if not _another_guess(request):
                return redirect("enter")
        return _who_form(request, known, error=_said(refused), field=refused.field or "choice", status=422)
    return answered(request, lambda asked: _sign_in(asked, account))


@get_or_post
@for_known
def my_name(request: HttpRequest) -> HttpResponse:
    """Change how one is called."""
    assert isinstance(request.user, Account)  # noqa: S101 - the page is for people who signed in
    field = _name_field(request.POST.get("name", request.user.name))
    status = 200
    if request.method == "POST":
        try:
            entering.change_name(request.user, request.POST.get("name", ""))
        except Refused as refused:
            field["error"], status = refused.words, 422
        else:
            return redirect("me")
    return _form(request, _("改姓名"), "", [field], _("保存"), status=status)


@require_safe
def demo_outbox(request: HttpRequest) -> HttpResponse:
    """The messages that the demo would have sent; there is no such page where messages are really sent."""
    if settings.LINLI_PRODUCTION or settings.LINLI_SMS != "outbox":
        raise Http404
    rows = KeptMessage.objects.order_by("-at")[:50]
    return render(request, "web/demo_outbox.html", {"rows": rows})


def _ask_phone(request: HttpRequest, *, purpose: str) -> HttpResponse:
    if not codes.offered():
        return _form(
            request,
            _("手机号登录"),
            _("这里还没有开通短信，请用登录名和密码登录，或到社区窗口办理。"),
            [],
            "",
            status=409,
        )
    field: dict[str, Any] = {
        "name": "phone",
        "label": _("手机号"),
        "kind": "tel",
        "help": _("我们发一条短信验证码。没有账号的，验证后就能注册。"),
        "required": True,
        "maxlength": 40,
        "value": request.POST.get("phone", ""),
    }
    title = _("换手机号") if purpose == "change" else _("用手机号登录或注册")
    if request.method != "POST":
        return _form(request, title, "", [field], _("发送验证码"))
    try:
        _send(request, purpose)
    except Refused as refused:
        field["error"] = _said(refused)
        return _form(request, title, "", [field], _("发送验证码"), status=429 if refused.code == "too_many" else 422)
    return redirect("enter_code")


def _send(request: HttpRequest, purpose: str) -> None:
    phone = normal_phone(request.POST.get("phone", ""))
    if not phone:
        raise Refused("phone_unclear", _("请填写手机号。"))
    if not SENDING.take(request):
        raise Refused("too_many", _("从您这里要的验证码太多了，请过一小时再试。"))
    if not request.session.session_key:
        request.session.create()
    request.session[PHONE], request.session[FOR] = phone, purpose
    request.session.pop(PROVED, None)
    codes.send(phone, browser=_browser(request), network=network_of(request))


def _browser(request: HttpRequest) -> str:
    return request.session.session_key or ""


def _proved(request: HttpRequest) -> str:
    """The number that this browser proved to have a short while ago."""
    fresh = time.time() - request.session.get(PROVED, 0) < PROVED_SECONDS
    return str(request.session.get(PHONE, "")) if fresh else ""


def _another_guess(request: HttpRequest) -> bool:
    """Whether a wrong name may be followed by another one; after a few the number has to be proved again."""
    guesses = request.session.get(GUESSES, 0) + 1
    request.session[GUESSES] = guesses
    if guesses >= MOST_GUESSES:
        request.session[PROVED] = 0
        return False
    return True


def _chosen(request: HttpRequest, phone: str, choice: str) -> Account:
    if choice in {"new", "share", "mine"}:
        return entering.sign_up(phone, name=request.POST.get("name", ""), taking_over=choice == "mine")
    try:
        return entering.enter(phone, UUID(choice), name=request.POST.get("name", ""))
    except ValueError:
        raise Refused("nothing_chosen", _("请选一项。")) from None


def _sign_in(request: HttpRequest, account: Account) -> HttpResponseBase:
    """The code is the first step alone: whoever has a second factor is asked for it, like after a password."""
    for key in (PHONE, PROVED, FOR, GUESSES):
        request.session.pop(key, None)
    if request.user.is_authenticated:
        logout(request)
    proof.by_phone(request, account)
    return let_in(request, account, then=reverse("me"))


def _code_form(request: HttpRequest, *, error: Words = "", status: int = 200) -> HttpResponse:
    field = {
        "name": "code",
        "label": _("短信里的六位数字"),
        "kind": "text",
        "required": True,
        "maxlength": 12,
        "autocomplete": "one-time-code",
        "error": error,
    }
    return _form(
        request,
        _("输入验证码"),
        _("%(minutes)s 分钟内有效，只能用一次。请不要告诉别人。") % {"minutes": settings.LINLI_CODE_MINUTES},
        [field],
        _("下一步"),
        status=status,
    )


def _who_form(
    request: HttpRequest, known: Sequence[Account], *, error: Words = "", field: str = "", status: int = 200
) -> HttpResponse:
    name = _name_field(request.POST.get("name", ""))
    fields: list[dict[str, Any]] = [name]
    if known:
        choices: list[tuple[str, Words]] = [
            (str(one.pk), _("我是 %(name)s") % {"name": one.masked_name}) for one in known
        ]
        choices += [
            ("share", _("我和上面的人共用这个号码，要另开一个账号")),
            ("mine", _("这个号码现在归我了，上面的人不再用它")),
        ]
        chosen = {"name": "choice", "label": _("您是哪一位？"), "kind": "choice", "choices": choices, "required": True}
        chosen["value"] = request.POST.get("choice", "")
        name["help"] = _("是上面的人，请填全名核对；新开账号，填怎么称呼您。")
        fields = [chosen, name]
    for each in fields:
        each["error"] = error if each["name"] == field else ""
    title = _("您是哪一位？") if known else _("怎么称呼您？")
    return _form(request, title, "", fields, _("进入"), status=status)


def _name_field(value: str) -> dict[str, Any]:
    return {
        "name": "name",
        "label": _("怎么称呼您？"),
        "kind": "text",
        "required": True,
        "maxlength": entering.LONGEST_NAME,
        "value": value,
        "autocomplete": "name",
    }


def _form(
    request: HttpRequest, title: Words, intro: Words, fields: list[dict[str, Any]], submit: Words, *, status: int = 200
) -> HttpResponse:
    outbox = settings.LINLI_SMS == "outbox" and not settings.LINLI_PRODUCTION
    context = {"title": title, "intro": intro, "fields": fields, "submit": submit, "outbox": outbox}
    return render(request, "web/enter.html", context, status=status)


def _said(refused: Refused) -> str:
    return " ".join(part for part in (str(refused.words), str(refused.advice)) if part)
