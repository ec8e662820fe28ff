"""Is the process alive, and is it ready to serve?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.web.models import Heartbeat

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

WORKER = "worker"
STALE = timedelta(seconds=60)


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer as long as the process does; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when everything works, else 503 with the reason beside what does not."""
    reasons = {"database": database()}
    if not reasons["database"]:
        reasons["migrations"] = migrations()
        # Without its table there is no sign of life to ask for.
        reasons["worker"] = "unknown" if reasons["migrations"] else worker(now=timezone.now())
    ready = not any(reasons.values())
    checks = {name: reason or "ok" for name, reason in reasons.items()}
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


def database() -> str:
    """Return '' when the database answers, else the reason."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError as error:
        return f"the database does not answer ({type(error).__name__})"
    return ""


def migrations() -> str:
    """Return '' when every migration is applied, else how many are not."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} migrations are not applied: run `linli migrate`" if missing else ""


def worker(*, now: datetime) -> str:
    """Return '' when the worker went round within the last minute, else the reason."""
    beat = Heartbeat.objects.filter(name=WORKER).first()
    if beat is None:
        return "the worker has never run: start `linli worker`"
    silent = now - beat.at
    return f"the worker has been silent for {int(silent.total_seconds())} s" if silent > STALE else ""
