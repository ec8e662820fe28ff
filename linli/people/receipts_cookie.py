"""The receipts that a browser may follow without an account: a signed cookie, eight at most, a day each."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponseBase

COOKIE = "linli_receipts"
SALT = "linli.people.receipts.2"  # the form of the value; another one reads as none
ENTRY = re.compile(r"[/.]")  # street/stream.second
MOST = 8
SECONDS = 24 * 60 * 60


def receipts_of(request: HttpRequest) -> dict[UUID, str]:
    """Return stream → street of what was opened with a receipt code in this browser in the last day.

    None if it was tampered with.
    """
    return {stream: street for stream, (street, _at) in _read(request).items()}


def grant(request: HttpRequest, response: HttpResponseBase, *, street: str, stream: UUID) -> None:
    """Let this browser follow the stream for a day; the oldest of more than eight gives way."""
    grant_all(request, response, {stream: street})


def grant_all(request: HttpRequest, response: HttpResponseBase, streams: Mapping[UUID, str]) -> None:
    """The same for several at once: stream → street."""
    opened = _read(request) | {stream: (street, int(time.time())) for stream, street in streams.items()}
    newest = sorted(opened.items(), key=lambda entry: entry[1][1])[-MOST:]
    response.set_signed_cookie(
        COOKIE,
        " ".join(f"{street}/{one.hex}.{at}" for one, (street, at) in newest),
        salt=SALT,
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def withdraw(response: HttpResponseBase) -> None:
    """Forget all of them: the person leaves a shared machine."""
    response.delete_cookie(COOKIE, samesite="Lax")


def _read(request: HttpRequest) -> dict[UUID, tuple[str, int]]:
    """Return stream → its street and when it was opened, without those older than a day (each counts for itself)."""
    told = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=SECONDS) or ""
    since = time.time() - SECONDS
    entries = (ENTRY.split(entry) for entry in told.split())
    return {UUID(one): (street, int(at)) for street, one, at in entries if int(at) > since}
