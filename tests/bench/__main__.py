"""`make bench`: both engines, one after the other; `--quick` for a look, `--engine` for one of them."""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.ground import postgres
from tests.ground.debian import NotHereError
from tests.ground.installation import Installation

if TYPE_CHECKING:
    from collections.abc import Iterator


def main(words: list[str]) -> int:
    """Measure; 1 when something could not be measured."""
    asked = argparse.ArgumentParser(prog="make bench")
    asked.add_argument("--quick", action="store_true", help="a smaller town and shorter rounds")
    asked.add_argument("--engine", choices=("postgresql", "sqlite"), help="only this one")
    given = asked.parse_args(words)
    size = "quick" if given.quick else "full"
    print(
        f"{os.cpu_count()} cores; client, servers and database share them. ratio = floor / Linli; * above 2, ! above 5"
    )
    codes = []
    if given.engine != "sqlite":
        codes.append(_postgresql(size))
    if given.engine != "postgresql":
        codes.append(measure("SQLite", "", size))
    return max(codes)


def _postgresql(size: str) -> int:
    try:
        with postgres.server(durable=True) as url, database(url) as own:
            return measure("PostgreSQL", own, size)
    except NotHereError as reason:
        print(f"NOT RUN  PostgreSQL: {reason}", flush=True)
        return 1


@contextmanager
def database(server: str) -> Iterator[str]:
    """Make a database of our own on the server, and drop it."""
    from psycopg import connect
    from psycopg.sql import SQL, Identifier

    name = f"linli_bench_{secrets.token_hex(4)}"
    with connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            before, mark, query = server.partition("?")
            yield f"{before.rpartition('/')[0]}/{name}{mark}{query}"
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def measure(title: str, url: str, size: str) -> int:
    """Measure on one engine in a fresh installation and a process of its own."""
    print(f"\n── {title} ──", flush=True)
    with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
        installation = Installation(Path(folder), url)
        done = installation.run("migrate")
        assert done.returncode == 0, done.stderr
        environment = installation.environment(
            DJANGO_SETTINGS_MODULE="linli.settings", LINLI_SECRET=secrets.token_urlsafe(48)
        )
        command = [sys.executable, "-m", "tests.bench.engine", folder, size]
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - our own command


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
