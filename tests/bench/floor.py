"""The floor: what hand-written minimum SQL would do for the same requests, behind the same server.

One transaction per request, the same rows, the same durability, and the answer that Linli gave, already rendered.
It checks nothing, decides nothing and renders nothing. `LINLI_BENCH_PLAN` names the file with what it needs.
"""

from __future__ import annotations

import os
import pickle
import threading
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
PERSON = """
SELECT a.id, a.username, a.name, a.phone, a.streets, a.is_active, t.post_id, p.role, t.street, p.place, g.code,
       p.organisation_id, p.title
FROM people_account a
LEFT JOIN people_tenure t ON t.account_id = a.id AND t.street = %s AND t.until IS NULL
LEFT JOIN people_post p ON p.id = t.post_id AND p.street = t.street
LEFT JOIN places_grid g ON g.id = p.grid_id
WHERE a.id = %s
"""
DESK_COUNT = "SELECT count(*) FROM cases_case WHERE street = %s AND place >= %s AND place < %s AND closed IS NULL"
DESK = """
SELECT c.*, x.field, x.audience, x.sealed
FROM (SELECT * FROM cases_case WHERE street = %s AND place >= %s AND place < %s AND closed IS NULL
      ORDER BY due, changed DESC LIMIT 50) c
LEFT JOIN ledger_text x ON x.street = c.street AND x.stream = c.id AND x.field IN ('public_text', 'words')
"""
CASE = """
SELECT c.*, p.title FROM cases_case c LEFT JOIN people_post p ON p.id = c.responsible_post_id AND p.street = c.street
WHERE c.street = %s AND c.id = %s
"""
HISTORY = """
SELECT e.*, x.field, x.audience, x.sealed
FROM ledger_event e LEFT JOIN ledger_text x ON x.street = e.street AND x.stream = e.stream AND x.event_id = e.id
WHERE e.street = %s AND e.stream = %s ORDER BY e.number
"""
AROUND = (
    "SELECT * FROM cases_participant WHERE street = %s AND case_id = %s AND until IS NULL",
    "SELECT * FROM cases_assignment WHERE street = %s AND case_id = %s AND state IN ('offered', 'accepted')",
)
WALL_COUNT = "SELECT count(*) FROM cases_case WHERE street = %s AND scope IN (%s, %s) AND state = 'published'"
WALL = """
SELECT c.*, x.field, x.audience, x.sealed
FROM (SELECT * FROM cases_case WHERE street = %s AND scope IN (%s, %s) AND state = 'published'
      ORDER BY changed DESC LIMIT 24) c
LEFT JOIN ledger_text x ON x.street = c.street AND x.stream = c.id AND x.field IN ('public_text', 'words')
"""
DESK_OF = "SELECT p.id FROM people_post p WHERE p.street = %s AND p.role = 'desk' AND p.place = %s"


@dataclass
class Plan:
    """One request: the answer to give, the values to ask with, and the rows to write, table by table."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    asks: dict[str, Any] = field(default_factory=dict)
    rows: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)
    update: dict[str, Any] = field(default_factory=dict)


class Insert:
    """An INSERT of one or several rows; whatever must be new each time is named in ``fresh``."""

    def __init__(self, table: str, rows: list[dict[str, Any]], fresh: set[Any]) -> None:
        row = f"({', '.join(['%s'] * len(rows[0]))})"
        self.sql = f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES {', '.join([row] * len(rows))}"  # noqa: S608
        self.values = [_hashable(value) for each in rows for value in each.values()]
        self.fresh = [place for place, value in enumerate(self.values) if value in fresh]

    def fill(self, new: dict[Any, Any]) -> list[Any]:
        """The values of this request."""
        values = list(self.values)
        for place in self.fresh:
            values[place] = new[values[place]]
        return values


def _hashable(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


class Postgresql:
    """The pool that Linli has, without Django."""

    def __init__(self, url: str, size: int) -> None:
        from psycopg_pool import ConnectionPool

        self.pool = ConnectionPool(url, min_size=1, max_size=size, timeout=10, open=True)
        self.pool.wait()
        self.key: Callable[[uuid.UUID], Any] = lambda key: key

    @contextmanager
    def transaction(self, *, writes: bool) -> Iterator[Callable[..., Any]]:
        """One transaction on a connection from the pool; it is durable when this ends."""
        del writes
        with self.pool.connection() as connection, connection.cursor() as cursor:

            def ask(sql: str, *values: Any) -> Any:
                cursor.execute(sql.encode(), values or None)
                return cursor.fetchall() if cursor.description else cursor.rowcount

            yield ask


class Sqlite:
    """A connection per thread with the same pragmas, and the same queue of writers."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.kept = threading.local()
        self.key: Callable[[uuid.UUID], Any] = lambda key: key.hex

    def _connection(self) -> Any:
        import sqlite3

        from linli.kit.sqlite.queue import WriteQueue

        if not hasattr(self.kept, "connection"):
            self.kept.connection = sqlite3.connect(self.path, isolation_level=None, timeout=30)
            self.kept.connection.execute("PRAGMA foreign_keys = ON")
            self.kept.connection.execute("PRAGMA synchronous = FULL")
            self.kept.queue = WriteQueue(f"{self.path}.lock")
        return self.kept.connection

    @contextmanager
    def transaction(self, *, writes: bool) -> Iterator[Callable[..., Any]]:
        """One transaction; a writing one queues first."""
        connection = self._connection()

        def ask(sql: str, *values: Any) -> Any:
            cursor = connection.execute(sql.replace("%s", "?"), values)
            return cursor.fetchall() if cursor.description else cursor.rowcount

        if writes:
            self.kept.queue.acquire()
        try:
            connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            yield ask
            connection.execute("COMMIT")
        finally:
            if writes:
                self.kept.queue.release()


class Floor:
    """The WSGI application."""

    def __init__(self) -> None:
        content = pickle.loads(Path(os.environ["LINLI_BENCH_PLAN"]).read_bytes())  # noqa: S301 - our own file
        self.plans: dict[str, Plan] = content["plans"]
        url = os.environ.get("LINLI_DATABASE_URL", "")
        self.database = Postgresql(url, 8) if url else Sqlite(content["sqlite"])
        self.inserts = {
            name: [Insert(table, rows, _fresh(plan)) for table, rows in plan.rows] for name, plan in self.plans.items()
        }
        self.fresh = {name: _fresh(plan) for name, plan in self.plans.items()}
        self.tokens = {
            row["token"] for plan in self.plans.values() for _table, rows in plan.rows for row in rows if "token" in row
        }
        self.acts = {"list": self.list, "case": self.case, "wall": self.wall, "raise": self.raise_, "step": self.step}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        """Answer `/NAME/` or `/NAME/ID/`."""
        environ["wsgi.input"].read()
        name, _slash, key = environ["PATH_INFO"].strip("/").partition("/")
        plan = self.plans[name]
        with self.database.transaction(writes=bool(plan.rows)) as ask:
            self.acts[name](ask, plan.asks, key)
        start_response(plan.status, plan.headers)
        return [plan.body]

    def _person(self, ask: Callable[..., Any], asks: dict[str, Any]) -> None:
        ask(SESSION, asks["session"], asks["now"])
        ask(PERSON, asks["street"], asks["account"])

    def list(self, ask: Callable[..., Any], asks: dict[str, Any], _key: str) -> None:
        """The desk's first fifty."""
        self._person(ask, asks)
        for sql in (DESK_COUNT, DESK):
            ask(sql, asks["street"], asks["place"], asks["after"])

    def case(self, ask: Callable[..., Any], asks: dict[str, Any], _key: str) -> None:
        """One case with its history."""
        self._person(ask, asks)
        for sql in (CASE, HISTORY, *AROUND):
            ask(sql, asks["street"], asks["case"])

    def wall(self, ask: Callable[..., Any], asks: dict[str, Any], _key: str) -> None:
        """The wall of a community."""
        for sql in (WALL_COUNT, WALL):
            ask(sql, asks["street"], asks["place"], asks["street"])

    def raise_(self, ask: Callable[..., Any], asks: dict[str, Any], _key: str) -> None:
        """A whole new wish."""
        self._person(ask, asks)
        ask(DESK_OF, asks["street"], asks["place"])
        self._insert(ask, "raise", {})

    def step(self, ask: Callable[..., Any], asks: dict[str, Any], key: str) -> None:
        """A step of the case ``key``; the version in the condition stands for the lock."""
        self._person(ask, asks)
        case = self.database.key(uuid.UUID(key))
        self._insert(ask, "step", {asks["case"]: case})
        update = self.plans["step"].update
        columns = ", ".join(f"{column} = %s" for column in update)
        sql = f"UPDATE cases_case SET {columns} WHERE street = %s AND id = %s AND version = 1"  # noqa: S608
        if ask(sql, *update.values(), asks["street"], case) != 1:
            message = "the step was taken before"
            raise RuntimeError(message)

    def _insert(self, ask: Callable[..., Any], name: str, known: dict[Any, Any]) -> None:
        new = {old: known.get(old) or self._new(old) for old in self.fresh[name]}
        for insert in self.inserts[name]:
            ask(insert.sql, *insert.fill(new))

    def _new(self, old: Any) -> Any:
        if isinstance(old, str) and len(old) == len(uuid.uuid4().hex) * 2:  # a hash
            return uuid.uuid4().hex + uuid.uuid4().hex
        return uuid.uuid4().hex if old in self.tokens else self.database.key(uuid.uuid4())


def _fresh(plan: Plan) -> set[Any]:
    """Every value that must be new: ids, streams, tokens, hashes, look-ups."""
    columns = ("id", "stream", "token", "hash", "lookup")
    return {row[column] for _table, rows in plan.rows for row in rows for column in columns if column in row}


if "LINLI_BENCH_PLAN" in os.environ:
    application = Floor()
