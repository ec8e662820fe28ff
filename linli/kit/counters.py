"""Names of counters in the database: who reads its table or a backup of it learns no address and no user name."""

from __future__ import annotations

from linli.kit.crypto import keyed_hash


def name(key: str, prefix: str, version: int) -> str:
    """Give the name under which the cache keeps ``key``, which may hold a network address."""
    return f"{prefix}:{version}:{keyed_hash('counter', key)}"
