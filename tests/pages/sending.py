"""What the tests of bad input send, and what they look at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linli.cases.models import Case
from linli.ledger import receipts
from linli.ledger.models import Event, Text
from tests.lives import WORDS
from tests.sheets import said

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Response


FORM = "application/x-www-form-urlencoded"
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;{{7*7}}{%x%}"
NOBODY = "01980000-0000-7000-8000-000000000000"
"""A key that no row has."""


def whole(**more: str) -> dict[str, str]:
    """Give everything that the last screen sends."""
    return {"words": WORDS, "kind": "service", "screen": "3", "name": "", "phone": "", **more}


def post_bytes(client: Client, url: str, content: bytes, content_type: str = FORM) -> Response:
    return client.generic("POST", url, content, content_type=content_type)


def code_of(case: Case) -> str:
    receipt = receipts.of_stream(street=case.street, stream=case.id)
    assert receipt is not None
    return receipt.code


def read(page: Response) -> str:
    """Read a page without marks and blanks, so that a code in groups is found."""
    return re.sub(r"<[^>]*>|\s", "", said(page))


def nothing_kept() -> bool:
    return not Case.objects.exists() and not Event.objects.exists() and not Text.objects.exists()
