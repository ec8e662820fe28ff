"""Where the time of a request goes: the stack is looked at a thousand times a second while requests run."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

EVERY = 0.001
PARTS = (
    ("SQL", ("/psycopg", "psycopg_pool", "django/db/backends/utils", "backends/sqlite3/base", "linli/kit/sqlite")),
    ("crypto", ("/cryptography/", "linli/kit/crypto", "linli/kit/keys")),
    ("translation", ("django/utils/translation", "django/conf/locale", "gettext.py")),
    ("addresses (reverse)", ("django/urls/",)),
    ("template", ("/jinja2/", "markupsafe", "django/template/")),
    ("ORM", ("django/db/",)),
    ("session, account", ("contrib/sessions", "contrib/auth", "allauth", "linli/people/")),
    ("token, signing", ("linli/flows/tokens", "django/core/signing", "django/utils/crypto", "receipts_cookie")),
    ("ledger, canonical text", ("linli/ledger/", "linli/kit/canonical", "rfc8785")),
    ("verb", ("linli/flows/", "linli/forms/", "linli/wishes/", "linli/cases/", "linli/places/")),
    ("middleware", ("django/middleware", "whitenoise", "linli/web/middleware", "linli/kit/logs")),
    ("Django's request and answer", ("django/",)),
)
"""The innermost part that a stack passes through owns the sample; the first that fits a file (or file:function) wins."""

Parts = tuple[tuple[str, tuple[str, ...]], ...]


def part_of(frame: FrameType | None, parts: Parts = PARTS) -> str:
    """The part that a stack stands in."""
    while frame is not None:
        where = f"{frame.f_code.co_filename}:{frame.f_code.co_name}"
        for name, marks in parts:
            if any(mark in where for mark in marks):
                return name
        frame = frame.f_back
    return "other"


def take(work: Callable[[], object], *, seconds: float, parts: Parts = PARTS) -> dict[str, float]:
    """Run ``work`` again and again; the share of each part, largest first."""
    mine = threading.get_ident()
    seen: Counter[str] = Counter()
    over = threading.Event()

    def look() -> None:
        while not over.wait(EVERY):
            seen[part_of(sys._current_frames().get(mine), parts)] += 1  # noqa: SLF001 - documented, in spite of its name

    before = sys.getswitchinterval()
    sys.setswitchinterval(EVERY / 4)
    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    until = time.monotonic() + seconds
    try:
        while time.monotonic() < until:
            work()
    finally:
        over.set()
        watcher.join()
        sys.setswitchinterval(before)
    whole = sum(seen.values()) or 1
    return {name: count / whole for name, count in seen.most_common()}
