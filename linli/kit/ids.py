"""Identifiers that the application makes itself, so that rows can live on any database."""

from uuid import UUID

from uuid_utils import compat


def uuid7() -> UUID:
    """Return a new UUIDv7 (RFC 9562): sorts by time, unique across processes.

    Never use it as a secret: the time is readable in it. Receipt codes are random.
    """
    return compat.uuid7()
