"""Pages for what went wrong: what happened, why, what to do next; nothing about the inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from linli.kit.logs import request_id
from linli.ui.appearance import appearance_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from linli.kit.words import Words

SERVER_FAULT = 500


class Fault(NamedTuple):
    """What a person is told."""

    status: int
    what: Words
    why: Words
    advice: Words


UNREADABLE = Fault(
    400,
    _("没看懂这次提交"),
    _("发来的内容不完整，或者格式不对，什么也没有记下。"),
    _("请返回上一页，检查后再提交一次。"),
)
NOT_YOURS = Fault(
    403,
    _("这一步您办不了"),
    _("您现在的身份没有这项权限。"),
    _("如果该由您来办，请先登录，或请社区给您安排岗位。"),
)
STALE_PAGE = Fault(
    403,
    _("这一页放得太久了"),
    _("为了安全，表单要和打开它的浏览器对得上；这次没有对上，什么也没有记下。"),
    _("请返回上一页，刷新后再提交；浏览器要允许本站的 Cookie。"),
)
NOT_FOUND = Fault(
    404,
    _("没有找到这一页"),
    _("地址可能写错了，或者这件事不在您能看的范围里。"),
    _("请检查地址；有收件码的，可以用收件码查进度。"),
)
TOO_LARGE = Fault(
    413,
    _("内容太长了"),
    _("一次发来的内容超过了上限，什么也没有记下。"),
    _("请返回上一页，写短一些再提交。"),
)
TOO_MANY = Fault(
    429,
    _("试得太频繁了"),
    _("从您这里来的请求一下子太多，先停一停；什么也没有记下。"),
    _("请过几分钟再试；急事请直接到社区窗口。"),
)
BROKEN = Fault(
    SERVER_FAULT,
    _("系统出了点问题"),
    _("是系统的问题，不是您的问题。没看到办成的页面，就是没有记下。"),
    _("请过几分钟再试一次。"),
)


def tell(request: HttpRequest, fault: Fault) -> HttpResponse:
    """Answer with the plain page. Of the request only the size of text is read: no menu, no person, no database."""
    reference = request_id.get() if fault.status >= SERVER_FAULT else ""
    told = {"what": fault.what, "why": fault.why, "next": fault.advice, "reference": reference}
    page = render_to_string("ui/fault.html", {**told, "looks": appearance_of(request)})
    return HttpResponse(page, status=fault.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 when more was sent than a form of ours can hold."""
    return tell(request, TOO_LARGE if isinstance(exception, RequestDataTooBig) else UNREADABLE)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403; the reason inside ``exception`` is for the log, not for the page."""
    del exception
    return tell(request, NOT_YOURS)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: the page is not there, or it is not for this reader; which of both is not said."""
    del exception
    return tell(request, NOT_FOUND)


def too_large(request: HttpRequest) -> HttpResponse:
    """Answer 413: more was sent than a form can hold."""
    return tell(request, TOO_LARGE)


def too_many(request: HttpRequest) -> HttpResponse:
    """Answer 429: the page was asked for too often from one address."""
    return tell(request, TOO_MANY)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return tell(request, BROKEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 when the form's mark does not fit the browser: old page, cookies off, or a foreign site."""
    del reason
    return tell(request, STALE_PAGE)
