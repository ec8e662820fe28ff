"""A form in another character set is turned back at the door, before it can become other words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.web.errors import Fault, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]

FORM = "application/x-www-form-urlencoded"
OTHER_LETTERS = Fault(
    400,
    _("没看懂这次提交"),
    _("发来的文字不是 UTF-8 编码，读出来会变成乱码，所以什么也没有记下。"),
    _("请返回上一页，换一个浏览器或输入法再填一次；也可以到社区窗口办理。"),
)


class Utf8Forms:
    """Answer 400 to a form whose bytes are no UTF-8.

    Django would read them as Latin-1: no error, but words that nobody wrote, kept for good in a record.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what can be read as it was meant."""
        if request.method == "POST" and request.content_type == FORM and not _is_utf8(request.body):
            return tell(request, OTHER_LETTERS)
        return self.get_response(request)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
