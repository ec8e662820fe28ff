"""What follows an event follows once, and a failing follower keeps nobody else waiting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from linli.ledger import outbox
from linli.ledger.models import Effect, Event
from linli.ledger.tests.writing import Stream, at

if TYPE_CHECKING:
    from datetime import datetime

followed: list[Event] = []


@pytest.fixture(autouse=True)
def nothing_followed() -> None:
    followed.clear()


def follow(event: Event, _now: datetime) -> None:
    followed.append(event)


def fail_until_noon(event: Event, now: datetime) -> None:
    Stream().write(now, verb="probe.half")
    if now.hour < 12:
        message = "not yet"
        raise RuntimeError(message)
    followed.append(event)


def follow_in_the_ledger(event: Event, now: datetime) -> None:
    Stream(event.street).write(now, verb="probe.followed")


outbox.declare("probe.told", follow)
outbox.declare("probe.hard", fail_until_noon)
outbox.declare("probe.hard", follow)
outbox.declare("probe.many", follow_in_the_ledger)


@pytest.mark.django_db
def test_a_reaction_runs_once_and_is_gone() -> None:
    event = Stream().write(at(1), verb="probe.told")
    assert outbox.drain(now=at(1)) == 1
    assert outbox.drain(now=at(1)) == 0
    assert followed == [event]
    assert not Effect.objects.exists()


@pytest.mark.django_db
def test_nothing_runs_before_it_is_due() -> None:
    Stream().write(at(2), verb="probe.told")
    assert outbox.drain(now=at(1)) == 0
    assert followed == []


@pytest.mark.django_db
def test_declaring_twice_is_declaring_once() -> None:
    outbox.declare("probe.told", follow)
    assert len(outbox.reactions_to("probe.told")) == 1


@pytest.mark.django_db
def test_a_failing_reaction_leaves_nothing_half_done_and_the_others_run() -> None:
    event = Stream().write(at(1), verb="probe.hard")
    assert outbox.drain(now=at(1)) == 1
    assert followed == [event]
    assert not Event.objects.filter(verb="probe.half").exists()


@pytest.mark.django_db
def test_a_failing_reaction_is_tried_again_after_longer_and_longer_pauses() -> None:
    Stream().write(at(1), verb="probe.hard")
    now, pauses = at(1), []
    for _ in range(6):
        outbox.drain(now=now)
        due = Effect.objects.get().due
        pauses.append(due - now)
        now = due.astimezone(now.tzinfo)
    assert pauses == [timedelta(seconds=2**tries) for tries in range(1, 7)]
    assert outbox.drain(now=at(1, 12)) == 1
    assert not Effect.objects.exists()
    assert Event.objects.filter(verb="probe.half").count() == 1


@pytest.mark.django_db
def test_after_very_many_tries_the_pause_is_an_hour() -> None:
    Stream().write(at(1), verb="probe.hard")
    Effect.objects.update(attempts=99)
    outbox.drain(now=at(1))
    outbox.drain(now=at(2))
    assert Effect.objects.get().due == at(2, 10)


@pytest.mark.django_db(transaction=True)
def test_two_workers_do_each_thing_once() -> None:
    stream, events = Stream(), 30
    for _ in range(events):
        stream.write(at(1), verb="probe.many")

    def work(_worker: int) -> int:
        done = sum(outbox.drain(now=at(1)) for _ in range(3))
        connection.close()
        return done

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == events
    assert Event.objects.filter(verb="probe.followed").count() == events
    assert not Effect.objects.exists()
