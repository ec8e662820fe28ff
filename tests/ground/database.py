"""A database of its own for one installation, on the engine of this run."""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg

from tests.ground import place

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def own_database() -> Iterator[str]:
    """Give the address of an empty PostgreSQL database that is dropped afterwards, or '' where SQLite is the engine."""
    if place.engine() != place.POSTGRESQL:
        yield ""
        return
    given = os.environ["LINLI_TEST_DATABASE_URL"]
    name = f"linli_{secrets.token_hex(6)}"
    address, _, query = given.partition("?")
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield f"{address.rpartition('/')[0]}/{name}?{query}"
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
