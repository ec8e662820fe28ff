"""Timers really run: what was kept long enough is gone, what was not is there, and a second run changes nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.cases.models import Case, Matter
from linli.cli import jobs
from linli.ledger import verify
from linli.ledger.models import Receipt, Text
from linli.people import looks, retention
from linli.people.looks import Look
from tests.lives import raised, step
from tests.sheets import said

if TYPE_CHECKING:
    from django.test import Client

    from tests.town import Someone

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def case(resident: Someone) -> Case:
    """A wish that was withdrawn today."""
    return step("withdraw", raised(resident.person, name="欧阳小雨", phone="13812347392"), resident.person)


def days_later(days: int) -> int:
    return retention.run(now=timezone.now() + timedelta(days=days))


def test_words_of_a_closed_case_go_after_their_days_and_not_before(case: Case) -> None:
    days_later(364)
    assert Text.objects.filter(stream=case.id).exists()
    assert days_later(366) >= 1
    assert not Text.objects.filter(stream=case.id).exists()
    assert not Receipt.objects.filter(stream=case.id).exists()
    assert days_later(366) == 0
    assert set(verify.verify().kinds) == set()


def test_an_open_case_keeps_its_words_however_old(resident: Someone) -> None:
    case = raised(resident.person)
    days_later(5000)
    assert Text.objects.filter(stream=case.id).exists()


@pytest.mark.parametrize("limit", ["keep", "archive"])
def test_a_matter_has_days_of_its_own(case: Case, limit: str) -> None:
    Matter.objects.filter(id=case.matter_id).update(limits={**case.matter.limits, limit: {"days": 1000}})
    days_later(900)
    assert Text.objects.filter(stream=case.id).exists()
    days_later(1002)
    assert not Text.objects.filter(stream=case.id).exists()


def test_who_looked_is_kept_for_three_years_and_the_ledger_knows(case: Case, desk: Someone) -> None:
    at_the_desk = desk.person.seats[0]
    looks.note_whole(
        street=case.street, stream=case.id, viewer=desk.account.pk, seat=at_the_desk, fields=("phone",), reason="call"
    )
    days_later(1094)
    assert Look.objects.count() == 1
    days_later(1096)
    assert Look.objects.count() == 0
    assert set(verify.verify().kinds) == {"record_missing"}  # today it is three years too early


def test_one_timer_that_fails_does_not_stop_the_others(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_now: object) -> int:
        message = "the disk is full"
        raise OSError(message)

    first = retention.Timer("broken", "x", "", "", lambda: 1, fails)
    monkeypatch.setattr(retention, "_timers", {"broken": first, **retention._timers})  # noqa: SLF001 - before the others
    assert days_later(366) >= 1
    assert not Text.objects.filter(stream=case.id).exists()


def test_the_worker_runs_them() -> None:
    assert "retention" in {job.name for job in jobs.JOBS}
    assert {timer.name for timer in retention.timers()} >= {"case_words", "looks", "alarms", "used_forms", "sessions"}


def test_everybody_can_read_how_long(client: Client) -> None:
    page = said(client.get(reverse("kept")))
    assert "365 天" in page
    assert "1095 天" in page
    assert "待本地确认" in page
