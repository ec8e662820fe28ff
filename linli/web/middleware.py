"""What every request passes through: an id with one log line, the content security policy, what is kept where."""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_cache_control

from linli.cases import receipts
from linli.kit.ids import uuid7
from linli.kit.logs import request_id
from linli.people import receipts_cookie

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    Answer = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("linli.request")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ANSWERED = (Http404, PermissionDenied, BadRequest, SuspiciousOperation, MultiPartParserError)
"""What is an answer and no fault: Django makes the page of its status from it."""
GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestId:
    """Give each request an id (a proxy's X-Request-ID is kept) and write one line about it.

    The line names the route, never the path, the query or the person: paths carry receipt codes.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request inside its id."""
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if GIVEN_ID.fullmatch(given) else str(uuid7()))
        started = time.monotonic()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            self._write(request, response, seconds=time.monotonic() - started)
            return response
        finally:
            request_id.reset(token)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Log what no view answered; Django then shows the error page."""
        if isinstance(exception, ANSWERED):
            return
        log.error("unhandled", exc_info=exception, extra={"fields": {"route": _route(request)}})

    def _write(self, request: HttpRequest, response: HttpResponse, *, seconds: float) -> None:
        fields = {
            "method": request.method,
            "route": _route(request),
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
        }
        log.info("answered", extra={"fields": fields})


class ContentSecurity:
    """Send the same strict policy with every answer: nothing inline, nothing from elsewhere."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the policy."""
        response = self.get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response


class Private:
    """Let nobody keep a page that was made for one person: neither the browser on a shared machine nor a proxy.

    Stands inside the middleware that serves static files, which are the same for all.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and mark the answer to a browser that shows who it is."""
        response = self.get_response(request)
        names = (settings.SESSION_COOKIE_NAME, receipts_cookie.COOKIE, receipts.COOKIE)
        if any(name in request.COOKIES for name in names):
            patch_cache_control(response, private=True, no_store=True)
        return response


def _route(request: HttpRequest) -> str:
    return request.resolver_match.route if request.resolver_match else ""
