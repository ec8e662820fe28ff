"""Canonical text: the one way in which a value becomes bytes before it is hashed or signed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TypeAlias, Union
from uuid import UUID

import rfc8785

# JSON without floats: what canonical text can hold, and what reading it back gives.
Plain: TypeAlias = Union[bool, int, str, list["Plain"], dict[str, "Plain"], None]  # noqa: UP007

DOMAIN = re.compile(r"[a-z][a-z0-9.-]*(/[a-z0-9.-]+)*/[1-9][0-9]*")
LARGEST = 2**53 - 1  # RFC 8785 §3.2.2.3: beyond it another reader may round
BEYOND_16_BITS = re.compile(rb"[\xf0-\xf4]")  # how characters from U+10000 on begin in UTF-8, and no other
_writer = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)


class NotCanonicalError(ValueError):
    """The value has no single canonical form; the message says where in it and why."""


def moment(at: datetime) -> str:
    """Write an aware time as UTC with microseconds, ``2026-11-23T03:28:00.000000Z``."""
    if at.tzinfo is None:
        message = f"a time without a zone: {at.isoformat()}"
        raise NotCanonicalError(message)
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def plain(value: object, *, where: str = "$") -> Plain:  # noqa: PLR0911 - one return per kind
    """Reduce a value to JSON: ids and times become text, tuples become lists.

    Raises NotCanonicalError for floats (two writers may print them differently), for integers
    beyond ±(2^53-1), for keys that are no text, lone surrogates, and for any other type.
    """
    match value:
        case None | bool():
            return value
        case int():
            if abs(value) <= LARGEST:
                return int(value)
        case str():
            return _text(value, where)
        case UUID():
            return str(value)
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [plain(one, where=f"{where}[{at}]") for at, one in enumerate(value)]
        case Mapping():
            return _mapping(value, where)
    message = f"{where}: {type(value).__name__} {value!r} has no canonical form"
    raise NotCanonicalError(message)


def canonical(value: object) -> bytes:
    """Write the value as RFC 8785 canonical JSON in UTF-8; see `plain` for what is accepted.

    Python's own writer, which is several times faster, writes the same bytes for what `plain` accepts: it escapes
    strings in the same way and there are no floats. Only the order of keys may differ: Python sorts them by code
    points, the RFC by UTF-16 units, which is the same below U+10000. With any character beyond, the RFC's writer writes.
    """
    reduced = plain(value)
    written = _writer.encode(reduced).encode()
    return rfc8785.dumps(reduced) if BEYOND_16_BITS.search(written) else written


def digest(domain: str, value: object) -> str:
    """Hash canonical text under a domain: 64 hex digits of SHA-256.

    The domain names what is hashed and its version (``linli/event/1``), so that bytes hashed for
    one purpose can never stand for another. It is separated by a NUL, which it cannot contain.
    """
    if not DOMAIN.fullmatch(domain):
        message = f"a domain looks like linli/event/1, not {domain!r}"
        raise NotCanonicalError(message)
    return hashlib.sha256(domain.encode() + b"\0" + canonical(value)).hexdigest()


def _text(value: str, where: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        message = f"{where}: the text is not valid Unicode"
        raise NotCanonicalError(message) from error
    return str(value)


def _mapping(value: Mapping[object, object], where: str) -> Plain:
    reduced: dict[str, Plain] = {}
    for key, one in value.items():
        if not isinstance(key, str):
            message = f"{where}: the key {key!r} is no text"
            raise NotCanonicalError(message)
        reduced[_text(key, where)] = plain(one, where=f"{where}.{key}")
    return reduced
