"""Pages for what went wrong: what happened, why, what to do next; nothing about the inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from linli.kit.logs import request_id

if TYPE_CHECKING:
    from django.http import HttpRequest

SERVER_FAULT = 500


def fault(*, status: int, what: str, why: str, advice: str) -> HttpResponse:
    """Answer with the plain page. It is made without the request: no menu, no person, nothing of the database."""
    reference = request_id.get() if status >= SERVER_FAULT else ""
    page = render_to_string("ui/fault.html", {"what": what, "why": why, "next": advice, "reference": reference})
    return HttpResponse(page, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 when more was sent than a form of ours can hold."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return fault(
        status=400,
        what=_("没看懂这次提交"),
        why=_("发来的内容不完整，或者格式不对，什么也没有记下。"),
        advice=_("请返回上一页，检查后再提交一次。"),
    )


def permission_denied(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403; the reason inside ``exception`` is for the log, not for the page."""
    del exception
    return fault(
        status=403,
        what=_("这一步您办不了"),
        why=_("您现在的身份没有这项权限。"),
        advice=_("如果该由您来办，请先登录，或请社区给您安排岗位。"),
    )


def not_found(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404: the page is not there, or it is not for this reader; which of both is not said."""
    del exception
    return fault(
        status=404,
        what=_("没有找到这一页"),
        why=_("地址可能写错了，或者这件事不在您能看的范围里。"),
        advice=_("请检查地址；有收件码的，可以用收件码查进度。"),
    )


def too_large(_request: HttpRequest) -> HttpResponse:
    """Answer 413: more was sent than a form can hold."""
    return fault(
        status=413,
        what=_("内容太长了"),
        why=_("一次发来的内容超过了上限，什么也没有记下。"),
        advice=_("请返回上一页，写短一些再提交。"),
    )


def too_many(_request: HttpRequest) -> HttpResponse:
    """Answer 429: the page was asked for too often from one address."""
    return fault(
        status=429,
        what=_("试得太频繁了"),
        why=_("从您这里来的请求一下子太多，先停一停；什么也没有记下。"),
        advice=_("请过几分钟再试；急事请直接到社区窗口。"),
    )


def server_error(_request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return fault(
        status=500,
        what=_("系统出了点问题"),
        why=_("是系统的问题，不是您的问题。没看到办成的页面，就是没有记下。"),
        advice=_("请过几分钟再试一次。"),
    )


def csrf_failure(_request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 when the form's mark does not fit the browser: old page, cookies off, or a foreign site."""
    del reason
    return fault(
        status=403,
        what=_("这一页放得太久了"),
        why=_("为了安全，表单要和打开它的浏览器对得上；这次没有对上，什么也没有记下。"),
        advice=_("请返回上一页，刷新后再提交；浏览器要允许本站的 Cookie。"),
    )
