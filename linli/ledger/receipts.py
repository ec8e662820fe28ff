"""Receipts: a random code in the hand of a person, bound to the first event of a stream."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import TYPE_CHECKING

from linli.kit.canonical import digest
from linli.kit.crypto import hash_under, key_ring, keyed_hash, keyed_hashes
from linli.kit.ids import uuid7
from linli.ledger.models import Receipt
from linli.ledger.tenant import STREET_DIGITS

if TYPE_CHECKING:
    from uuid import UUID

    from linli.ledger.models import Event

RECEIPT = "linli/receipt/1"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that what is read aloud or copied by hand stays readable."""
PURPOSE = "receipt"
LENGTH = 12
LONGEST = 100
_BETWEEN = re.compile(r"[\s\-–—―−·.,，、。_]")
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_receipt(event: Event) -> tuple[Receipt, str]:
    """An unsaved receipt for the stream that ``event`` begins, and the commitment for the event's facts."""
    code = event.street + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    receipt = Receipt(
        id=uuid7(),
        street=event.street,
        stream=event.stream,
        event=event,
        lookup=lookup(code),
        code=code,
    )
    return receipt, commitment(receipt)


def commitment(receipt: Receipt) -> str:
    """Hex digest that binds every column of ``receipt``; its random code keeps it from being guessed."""
    return digest(
        RECEIPT,
        {
            "id": str(receipt.id),
            "street": receipt.street,
            "stream": str(receipt.stream),
            "event": str(receipt.event_id),
            "lookup": receipt.lookup,
            "code": receipt.code,
        },
    )


def lookup(code: str) -> str:
    """The keyed hash by which a code is found: the table alone gives no code away."""
    return keyed_hash(PURPOSE, code)


def lookups(code: str) -> tuple[str, ...]:
    """The hashes under every look-up key: an older receipt is found after a change of keys."""
    return keyed_hashes(PURPOSE, code)


def tidy(typed: str) -> str:
    """A code as it was typed, without spaces and dashes, in capitals, look-alikes mended; '' if it cannot be one.

    Signs of double width, as Chinese keyboards write them, count as the plain ones.
    """
    code = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed[:LONGEST])).upper().translate(_READ_AS)
    wellformed = (
        len(code) == STREET_DIGITS + LENGTH and code[:STREET_DIGITS].isascii() and code[:STREET_DIGITS].isdigit()
    )
    return code if wellformed and all(sign in ALPHABET for sign in code[STREET_DIGITS:]) else ""


def in_groups(code: str) -> str:
    """A code as people read it: ``620103001 7KQ2 M9XR 4TDN``."""
    tail = code[STREET_DIGITS:]
    return " ".join([code[:STREET_DIGITS], *(tail[start : start + 4] for start in range(0, len(tail), 4))])


def find(typed: str) -> Receipt | None:
    """The receipt whose code was typed, or None. Says nothing about why it was not found."""
    code = tidy(typed)
    if not code:
        return None
    return Receipt.objects.filter(street=code[:STREET_DIGITS], lookup__in=lookups(code)).select_related("event").first()


def found_by(key: str) -> int:
    """How many receipts are found by the look-up key with this id: their look-up is part of the ledger and stays."""
    if key not in key_ring().lookup:
        return 0
    rows = Receipt.objects.values_list("lookup", "code").iterator(chunk_size=500)
    return sum(stored == hash_under(key, PURPOSE, code) for stored, code in rows)


def of_stream(*, street: str, stream: UUID) -> Receipt | None:
    """The receipt of a stream."""
    return Receipt.objects.filter(street=street, stream=stream).select_related("event").first()
