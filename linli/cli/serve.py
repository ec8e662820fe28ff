"""Start the server. The process becomes granian: its signals and its exit code are the server's own."""

from __future__ import annotations

import os
import sys

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from linli.cli import refusals
from linli.kit.keys import key_ring

KILL_SECONDS = 30
MOST_WORKERS = 8


def serve() -> int:
    """Check, then hand over to the server; returns only when refused."""
    reasons = refusals.of_configuration()
    if settings.LINLI_PRODUCTION and not reasons:
        reasons = refusals.of_data()
    if refusals.refused(reasons):
        return 1
    key_ring()  # raises KeysError in words when the keys are missing
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()
    return _become_granian()


def _become_granian() -> int:
    """Never return: replace this process. SIGTERM closes the listener, lets requests in flight finish, exits with 0."""
    os.execv(sys.executable, [sys.executable, "-m", "linli.cli.granian_server", *arguments()])  # noqa: S606 - our own arguments


def arguments() -> list[str]:
    """Return granian's arguments. On SQLite a second thread in a worker only waits, so there is one."""
    threads = "1" if settings.DATABASES["default"]["ENGINE"] == "linli.kit.sqlite" else "4"
    workers = os.environ.get("LINLI_WORKERS") or str(min(os.cpu_count() or 1, MOST_WORKERS))
    return [
        *("--interface", "wsgi"),
        *("--host", os.environ.get("LINLI_HOST", "127.0.0.1")),
        *("--port", os.environ.get("PORT", "8000")),
        *("--workers", workers),
        *("--blocking-threads", threads),
        *("--workers-kill-timeout", str(KILL_SECONDS)),
        "--respawn-failed-workers",
        *("--log-level", "warning"),
        "linli.wsgi:application",
    ]
