"""Where I am signed in, and the end of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.kit.refused import Refused
from linli.people.doorway import for_known
from linli.people.models import Account
from linli.people.signing_in import open_sessions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@for_known
def sessions(request: HttpRequest) -> HttpResponse:
    """List them with the day on which each began; end one, or all but this one."""
    account = request.user
    if not isinstance(account, Account):  # for_known lets nobody else in
        raise TypeError
    if request.method == "POST":
        _end(request, account)
        return redirect("my_sessions")
    here = open_sessions.note(request)
    rows = [
        {"id": one.id, "kind": open_sessions.KINDS[one.kind], "began": one.began, "here": one == here}
        for one in open_sessions.running(account)
    ]
    return render(request, "people/sessions.html", {"rows": rows})


def _end(request: HttpRequest, account: Account) -> None:
    if request.POST.get("others"):
        open_sessions.end_others(account, request)
        return
    try:
        key = UUID(request.POST.get("one", ""))
    except ValueError as wrong:
        raise Refused(
            "session_unclear", _("没看懂要退出哪一处。"), advice=_("请回到“登录过的设备”，再按一次。")
        ) from wrong
    open_sessions.end_one(account, key)
