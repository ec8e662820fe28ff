"""What a daily root says: its document, what it lists, and whether hash and signature hold."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from linli.kit.canonical import NotCanonicalError, canonical, digest
from linli.kit.crypto import key_ring, signed

ROOT = "linli/root/1"
VERSION = 1


class NotARootError(ValueError):
    """The text is no document of a root; the message says why."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The events of one stream that a root covers: numbers ``first`` to ``last``, and the hash of the last."""

    stream: UUID
    first: int
    last: int
    hash: str


@dataclass(frozen=True, slots=True)
class Document:
    """A root in plain values. ``previous`` is the hash of the root before, '' for the first of a street."""

    id: UUID
    street: str
    number: int
    day: date
    previous: str
    merkle: str
    streams: tuple[Listed, ...]

    def text(self) -> str:
        """Canonical JSON: what is stored, hashed and published."""
        return canonical(self._plain()).decode()

    def hash(self) -> str:
        """Hex digest of the document."""
        return digest(ROOT, self._plain())

    def _plain(self) -> dict[str, Any]:
        return {
            "v": VERSION,
            "id": self.id,
            "street": self.street,
            "number": self.number,
            "day": self.day,
            "previous": self.previous,
            "merkle": self.merkle,
            "streams": [[one.stream, one.first, one.last, one.hash] for one in self.streams],
        }


def read(text: str) -> Document:
    """The document in ``text``; raises NotARootError where it is not exactly what `Document.text` writes."""
    try:
        plain = json.loads(text)
        document = Document(
            id=UUID(plain["id"]),
            street=str(plain["street"]),
            number=int(plain["number"]),
            day=date.fromisoformat(plain["day"]),
            previous=str(plain["previous"]),
            merkle=str(plain["merkle"]),
            streams=tuple(
                Listed(UUID(stream), int(first), int(last), str(last_hash))
                for stream, first, last, last_hash in plain["streams"]
            ),
        )
        again = document.text()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, NotCanonicalError) as error:
        message = f"is no document of a root ({type(error).__name__})"
        raise NotARootError(message) from error
    if again != text:
        message = "is not written in the canonical way"
        raise NotARootError(message)
    return document


def to_sign(document_hash: str) -> bytes:
    """The bytes that are signed: the domain and the hash, in ASCII."""
    return f"{ROOT} {document_hash}".encode()


def signed_by(document_hash: str, *, key: str, signature: str) -> bool:
    """Whether the installation's root key called ``key`` signed the hash."""
    public_key = key_ring().public_keys().get(key, "")
    return signed(to_sign(document_hash), signature=signature, public_key=public_key)
