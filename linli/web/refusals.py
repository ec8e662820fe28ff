"""A refusal that no page answered by itself is shown as one: what happened, why, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from linli.kit.refused import Refused
from linli.web.errors import Fault, tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]


class Refusals:
    """Answer 409 to a request that was refused in words; nothing was changed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass it on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; anything else goes on to whoever logs it."""
        if not isinstance(exception, Refused):
            return None
        return tell(request, Fault(409, _("没有办成"), exception.words, exception.advice))
