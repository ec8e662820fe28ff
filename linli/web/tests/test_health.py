"""Alive is not ready: ready needs the database, its tables, and a worker that goes round."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from linli.web.health import STALE, WORKER
from linli.web.models import Heartbeat

if TYPE_CHECKING:
    from django.test import Client


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()["checks"]


def test_alive_asks_nothing_of_the_database(client: Client) -> None:
    """No database mark: a query here would fail the test."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_not_ready_before_a_worker_has_run(client: Client) -> None:
    status, checks = ready(client)
    assert (status, checks["database"], checks["migrations"]) == (503, "ok", "ok")
    assert "has never run" in checks["worker"]


@pytest.mark.django_db
def test_ready_while_the_worker_goes_round(client: Client) -> None:
    Heartbeat.objects.create(name=WORKER, at=timezone.now())
    assert ready(client) == (200, {"database": "ok", "migrations": "ok", "worker": "ok"})


@pytest.mark.django_db
def test_not_ready_when_the_worker_fell_silent(client: Client) -> None:
    Heartbeat.objects.create(name=WORKER, at=timezone.now() - STALE - timedelta(seconds=5))
    status, checks = ready(client)
    assert status == 503
    assert "silent for 65 s" in checks["worker"]


@pytest.mark.django_db
def test_health_changes_nothing(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.post("/readyz").status_code == 405
