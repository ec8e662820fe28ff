"""Django database backend: SQLite with WAL, synchronous FULL, IMMEDIATE and a FIFO write lock.

SQLite's own busy handler polls, so under load one writer may starve until it fails with
"database is locked". Here every writing transaction first queues for `flock` on `DBFILE.lock`: the kernel
wakes the waiters in order and frees the lock when its holder dies, however it dies.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db.backends.sqlite3 import base

from linli.kit.sqlite.queue import WriteQueue

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.backends.sqlite3.base import SQLiteCursorWrapper

BUSY_SECONDS = 30
WRITES = re.compile(r"\s*(insert|update|delete|replace)\b", re.IGNORECASE)


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection; holds the write queue from before BEGIN until COMMIT, ROLLBACK or close.

    The hooks that it overrides are Django's own for backends, though the stubs do not name them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._queue: WriteQueue | None = None
        self.execute_wrappers.append(self._queue_single_writes)

    def get_connection_params(self) -> dict[str, Any]:
        """Return Django's parameters with IMMEDIATE transactions and a long busy timeout as defaults."""
        params: dict[str, Any] = super().get_connection_params()
        params.setdefault("timeout", BUSY_SECONDS)
        self.transaction_mode = getattr(self, "transaction_mode", None) or "IMMEDIATE"
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file and get ready to queue; a memory database has no queue. Django switches foreign keys on."""
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten, not left in a free page
        if not self.is_in_memory_db():
            self._queue = WriteQueue(f"{conn_params['database']}.lock")
            self._switch_to_wal(connection)
        return connection

    def _switch_to_wal(self, connection: Any) -> None:
        """Set the journal mode once per file: the switch itself ignores the busy timeout, so it queues."""
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            self._take_turn()
            try:
                connection.execute("PRAGMA journal_mode = WAL").fetchone()
            finally:
                self._end_turn()

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        # A refused COMMIT (a deferred foreign key) keeps the transaction open: Django rolls back, and that ends the turn.
        super()._commit()  # type: ignore[misc]
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            if self._queue is not None:
                self._queue.close()
                self._queue = None

    def _take_turn(self) -> None:
        if self._queue is not None:
            self._queue.acquire()

    def _end_turn(self) -> None:
        if self._queue is not None:
            self._queue.release()

    def _queue_single_writes(
        self,
        execute: Callable[..., SQLiteCursorWrapper],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001 - Django's signature
        context: dict[str, Any],
    ) -> SQLiteCursorWrapper:
        """Queue a write outside any transaction too, or it would have to poll against the queue."""
        if self.in_atomic_block or not WRITES.match(sql):
            return execute(sql, params, many, context)
        self._take_turn()
        try:
            return execute(sql, params, many, context)
        finally:
            self._end_turn()
