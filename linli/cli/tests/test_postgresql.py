"""The same command on PostgreSQL: pool, server-side binding, and two servers' worth of threads."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.request import urlopen

import psycopg
import pytest

from tests.ground.installation import Installation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.postgres_only


@pytest.fixture
def on_postgresql(tmp_path: Path) -> Iterator[Installation]:
    """Give an empty installation with a database of its own."""
    given = os.environ["LINLI_TEST_DATABASE_URL"]
    name = f"linli_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        host, _, query = given.partition("?")
        fresh = Installation(tmp_path, database=f"{host.rpartition('/')[0]}/{name}?{query}")
        yield fresh
        fresh.stop_all()
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def test_an_installation_becomes_ready_and_stays_so_under_many_at_once(on_postgresql: Installation) -> None:
    assert on_postgresql.run("migrate").returncode == 0
    assert on_postgresql.run("worker", "--once").returncode == 0
    done = on_postgresql.run("doctor")
    assert done.returncode == 0, done.stdout
    server = on_postgresql.serve()
    with ThreadPoolExecutor(16) as people:
        answers = list(people.map(lambda _: _ready(on_postgresql.url), range(64)))
    assert {json.dumps(answer) for answer in answers} == {json.dumps(answers[0])}
    assert answers[0]["ready"] is True
    server.terminate()
    assert server.wait(timeout=30) == 0, on_postgresql.log()


def _ready(url: str) -> dict[str, object]:
    with urlopen(f"{url}/readyz", timeout=20) as answer:  # noqa: S310 - our own server
        return dict(json.loads(answer.read()))


def test_a_wrong_address_is_told_in_words(installation: Installation) -> None:
    done = installation.run("doctor", LINLI_DATABASE_URL="mysql://localhost/linli")
    assert done.returncode != 0
    assert "LINLI_DATABASE_URL must begin with postgresql://" in done.stderr
    done = installation.run("doctor", LINLI_DATABASE_URL="postgresql://nobody@127.0.0.1:1/linli?connect_timeout=2")
    assert (done.returncode, "the database does not answer" in done.stdout) == (1, True)
