"""The write queue, with real processes on a real file."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.sqlite_only

WRITERS, TURNS = 4, 60

SCRIPT = """
import sys, time
from django.conf import settings
settings.configure(DATABASES={"default": {"ENGINE": "linli.kit.sqlite", "NAME": sys.argv[1]}}, USE_TZ=True)
import django
django.setup()
from django.db import connection, transaction
def run(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
"""
WRITE = """
for turn in range(int(sys.argv[3])):
    with transaction.atomic():
        (count,), = run("SELECT coalesce(max(n), 0) FROM turns")
        time.sleep(0.002)
        run("INSERT INTO turns (n, writer) VALUES (%s, %s)", count + 1, sys.argv[2])
    run("UPDATE turns SET seen = seen + 1 WHERE n = 1")
"""
HOLD = """
with transaction.atomic():
    run("INSERT INTO turns (n, writer) VALUES (-1, 'holder')")
    print("held", flush=True)
    time.sleep(600)
"""


def start(body: str, *args: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", SCRIPT + body, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "queue.sqlite3"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE turns (n INTEGER PRIMARY KEY, writer TEXT, seen INTEGER NOT NULL DEFAULT 0)")
    return path


def rows(file: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(file) as db:
        return db.execute(sql).fetchall()


def test_parallel_writers_all_get_their_turn_and_lose_nothing(file: Path) -> None:
    writers = [start(WRITE, str(file), str(number), str(TURNS)) for number in range(WRITERS)]
    complaints = [writer.communicate(timeout=120)[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * WRITERS, complaints
    assert rows(file, "SELECT count(*), max(n) FROM turns") == [(WRITERS * TURNS, WRITERS * TURNS)]
    assert rows(file, "SELECT seen FROM turns WHERE n = 1") == [(WRITERS * TURNS,)]


def test_nobody_waits_while_others_go_again_and_again(file: Path) -> None:
    writers = [start(WRITE, str(file), str(number), str(TURNS)) for number in range(WRITERS)]
    for writer in writers:
        writer.communicate(timeout=120)
    order = [str(writer) for (writer,) in rows(file, "SELECT writer FROM turns ORDER BY n")]
    # From the moment when all take part until the first has finished, a turn comes round soon.
    begun = max(order.index(str(number)) for number in range(WRITERS))
    ended = min(len(order) - order[::-1].index(str(number)) for number in range(WRITERS))
    together = order[begun:ended]
    places = [[place for place, writer in enumerate(together) if writer == str(number)] for number in range(WRITERS)]
    gaps = [after - before for mine in places for before, after in pairwise(mine)]
    assert len(gaps) >= TURNS // 2, f"the writers hardly met: {order}"
    # A busy machine may set one writer aside for a while after its turn; the queue itself keeps nobody waiting.
    assert sorted(gaps)[len(gaps) // 2] <= WRITERS * 2
    assert sorted(gaps)[int(len(gaps) * 0.95)] <= WRITERS * 6


def test_a_killed_holder_frees_the_queue_and_leaves_no_trace(file: Path) -> None:
    holder = start(HOLD, str(file))
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    waiting = start(WRITE, str(file), "heir", "1")
    time.sleep(0.5)
    assert waiting.poll() is None, "the writer must wait for the holder"
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    _, complaints = waiting.communicate(timeout=10)
    assert waiting.returncode == 0, complaints
    assert rows(file, "SELECT n, writer FROM turns") == [(1, "heir")]


def test_a_new_file_is_durable_and_keeps_foreign_keys(file: Path) -> None:
    body = "print([run(f'PRAGMA {name}')[0][0] for name in ('journal_mode', 'synchronous', 'foreign_keys')])"
    out, complaints = start(body, str(file)).communicate(timeout=30)
    assert out == "['wal', 2, 1]\n", complaints
