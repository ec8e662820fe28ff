"""The worker: every job gets its turn, a stop lets the batch in hand finish, and it leaves a sign of life."""

from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from linli.cli.jobs import JOBS, Job
from linli.cli.worker import Rounds
from linli.web.models import Heartbeat

if TYPE_CHECKING:
    from tests.ground.installation import Installation


def rounds(*jobs: Job) -> Rounds:
    return Rounds(jobs, threading.Event())


class Pile:
    """So much to do; each batch does one."""

    def __init__(self, height: int) -> None:
        self.height = height

    def take(self) -> int:
        if not self.height:
            return 0
        self.height -= 1
        return 1


def broken() -> int:
    message = "no paper"
    raise RuntimeError(message)


@pytest.mark.django_db
def test_once_does_all_that_is_due() -> None:
    first, second = Pile(3), Pile(5)
    assert rounds(Job("a", first.take, 1), Job("b", second.take, 1)).once() == 0
    assert (first.height, second.height) == (0, 0)


@pytest.mark.django_db
def test_a_failing_job_keeps_no_other_from_its_turn_and_is_told() -> None:
    pile = Pile(2)
    assert rounds(Job("bad", broken, 1), Job("good", pile.take, 1)).once() == 1
    assert pile.height == 0


@pytest.mark.django_db
def test_a_stop_lets_the_batch_in_hand_finish_and_begins_no_other() -> None:
    done: list[str] = []
    stop = threading.Event()

    def long() -> int:
        stop.set()
        done.append("long")
        return 1

    def next_one() -> int:
        done.append("next")
        return 0

    assert Rounds((Job("long", long, 1), Job("next", next_one, 1)), stop).forever() == 0
    assert done == ["long"]


@pytest.mark.django_db
def test_a_round_leaves_a_sign_of_life() -> None:
    rounds().once()
    assert Heartbeat.objects.get().name == "worker"


def test_the_worker_s_jobs_have_each_their_own_name() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)


@pytest.mark.sqlite_only
def test_a_running_worker_stops_well_on_sigterm(installation: Installation) -> None:
    assert installation.run("migrate").returncode == 0
    worker = installation.start("worker")
    deadline = time.monotonic() + 20
    while "started" not in installation.log() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=10) == 0, installation.log()
    assert '"message": "stopped"' in installation.log()
    assert '"level": "error"' not in installation.log()
