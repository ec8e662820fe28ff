"""Personal text at rest: encrypted, bound to where it stands, found by a keyed hash.

An encrypted text is ``version (1 byte) · key id (4) · nonce (12) · AES-256-GCM of the UTF-8 text``.
The associated data is the part before the nonce and the *purpose* (for a field its
``app.model.field``), so that a text moved to another column no longer opens.
"""

from __future__ import annotations

import hmac
import logging
import os
from typing import TYPE_CHECKING, Any, NoReturn

from cryptography.exceptions import InvalidTag
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, IsNull

from linli.kit.keys import KeyRing, KeysError, Signature, ensure_keys, forget, key_ring, newest_ring, signed
from linli.kit.unreadable import Unreadable

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    Field = models.Field[str, str]
    BlankOnly = Exact[Any]
else:  # only the stubs know their parameters
    Field = models.Field
    BlankOnly = Exact

__all__ = [
    "DamagedError",
    "EncryptedText",
    "KeyRing",
    "KeysError",
    "Signature",
    "decrypt",
    "encrypt",
    "ensure_keys",
    "forget",
    "key_ring",
    "keyed_hash",
    "keyed_hashes",
    "signed",
]

logger = logging.getLogger(__name__)

VERSION = b"\x01"
HEAD = 5  # version and key id
NONCE = 12
TAG = 16


class DamagedError(Exception):
    """An encrypted text cannot be opened: changed, moved, cut short, or its key is not here."""

    def __init__(self, purpose: str, reason: str) -> None:
        """Name the place and the reason; never any of the text."""
        super().__init__(f"{purpose}: {reason}")
        self.purpose = purpose
        self.reason = reason


def encrypt(text: str, *, purpose: str) -> bytes:
    """Encrypt under the current key, bound to the purpose. The empty text is the empty blob."""
    if not text:
        return b""
    ring = key_ring()
    head = VERSION + ring.text_id
    # Random nonces are safe for 2^32 texts per key (NIST SP 800-38D §8.3).
    nonce = os.urandom(NONCE)
    sealed = ring.text[ring.text_id].encrypt(nonce, text.encode(), head + purpose.encode())
    return head + nonce + sealed


def decrypt(blob: bytes, *, purpose: str) -> str:
    """Open what `encrypt` made for the same purpose; raises DamagedError naming the purpose."""
    if not blob:
        return ""
    head = blob[:HEAD]
    if len(blob) < HEAD + NONCE + TAG or not head.startswith(VERSION):
        raise DamagedError(purpose, "is no encrypted text")
    # A key that is not here may have come a moment ago, by another process.
    box = key_ring().text.get(head[1:]) or newest_ring().text.get(head[1:])
    if box is None:
        raise DamagedError(purpose, f"the key {head[1:].hex()} is not in the key ring")
    try:
        text = box.decrypt(blob[HEAD : HEAD + NONCE], blob[HEAD + NONCE :], head + purpose.encode())
        return text.decode()
    except (InvalidTag, UnicodeDecodeError) as error:
        raise DamagedError(purpose, f"does not open with the key {head[1:].hex()}") from error


def keyed_hash(purpose: str, text: str) -> str:
    """HMAC-SHA-256 of the text under the look-up key: 64 hex digits, equal for equal texts.

    The purpose keeps the hashes of one column from being compared with those of another.
    """
    return hash_under(key_ring().lookup_id, purpose, text)


def keyed_hashes(purpose: str, text: str) -> tuple[str, ...]:
    """Return the hash under every look-up key of the ring, the current one first: what to search a column for.

    While keys are being changed, rows hashed under an older key are found as well.
    """
    ring = key_ring()
    older = [key for key in ring.lookup if key != ring.lookup_id]
    return tuple(hash_under(key, purpose, text) for key in (ring.lookup_id, *older))


def hash_under(key: str, purpose: str, text: str) -> str:
    """Return the keyed hash under the look-up key with this id; KeyError where the ring has none."""
    message = purpose.encode() + b"\0" + text.encode()
    return hmac.digest(key_ring().lookup[key], message, "sha256").hex()


class EncryptedText(Field):
    """A text that the database holds only encrypted; in Python it is an ordinary str.

    What cannot be opened is read as `Unreadable`, words that say so; it is never written back.
    '' is stored as an empty blob, None as NULL where `null=True`. It can be looked up only by
    ``isnull`` and by equality with '': for anything else keep a `keyed_hash` beside it.
    Give `purpose` its old value when a field, model or app is renamed.
    """

    description = "encrypted text"
    purpose: str
    _pyi_private_set_type: str
    _pyi_private_get_type: str

    def __init__(self, *args: Any, purpose: str = "", **options: Any) -> None:
        """Accept a field's options and, rarely, a pinned purpose."""
        self._pinned = purpose
        super().__init__(*args, **options)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Bind the texts to ``app.model.field``, unless another purpose was pinned."""
        super().contribute_to_class(cls, name, private_only)
        self.purpose = self._pinned or f"{cls._meta.app_label}.{cls._meta.model_name}.{name}"

    def deconstruct(self) -> Any:
        """Return what a migration needs to write the field again."""
        name, path, args, options = super().deconstruct()
        if self._pinned:
            options["purpose"] = self._pinned
        return name, path, args, options

    def get_internal_type(self) -> str:
        """Be a binary column."""
        return "BinaryField"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002, ARG002 - Django's signature
        """Encrypt on the way in."""
        if value is None or hasattr(value, "as_sql"):
            return value
        if not isinstance(value, str):
            message = f"{self.purpose}: takes text, not {type(value).__name__}"
            raise TypeError(message)
        if isinstance(value, Unreadable):
            # What is there may open again once its key is back.
            raise DamagedError(self.purpose, "cannot be opened, and is not written over")
        return connection.Database.Binary(encrypt(value, purpose=self.purpose))  # type: ignore[attr-defined]

    def from_db_value(self, value: Any, *_: Any) -> str | None:
        """Decrypt on the way out. One text that does not open must not take the page with it."""
        try:
            return None if value is None else decrypt(bytes(value), purpose=self.purpose)
        except DamagedError as damage:
            logger.error("%s: %s", damage.purpose, damage.reason)  # noqa: TRY400 - a trace would tell nothing more
            return Unreadable()

    def to_python(self, value: Any) -> str | None:
        """Keep text as it is."""
        return value if value is None or isinstance(value, str) else str(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Know `isnull` and equality with ''; the database cannot compare anything else."""
        return {"isnull": IsNull, "exact": IsBlank}.get(lookup_name)

    def value_to_string(self, obj: models.Model) -> NoReturn:  # noqa: ARG002 - Django's signature
        """Refuse to be written into a fixture in clear."""
        message = f"{self.purpose}: encrypted text is not serialised"
        raise TypeError(message)


class IsBlank(BlankOnly):
    """Equality with the empty text, the only one that encryption leaves."""

    def get_prep_lookup(self) -> Any:
        """Refuse every text but the empty one."""
        if self.rhs:
            message = "encrypted text cannot be searched; filter by its keyed hash"
            raise FieldError(message)
        return super().get_prep_lookup()
