"""Encrypted texts inside a JSON column that a library owns: each stands there as ``sealed:`` and base64."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction

from linli.kit.crypto import HEAD, DamagedError, decrypt, encrypt
from linli.kit.keys import key_ring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MARK = "sealed:"
AT_ONCE = 100
"""How many rows are read at a time."""


@dataclass(frozen=True, slots=True)
class Nested:
    """A JSON column ``column`` of the model ``label``, in which texts are sealed under ``purpose``."""

    label: str
    column: str
    purpose: str


def seal(text: str, *, purpose: str) -> str:
    """Encrypt a text so that it can stand in JSON; '' stays ''."""
    return MARK + base64.b64encode(encrypt(text, purpose=purpose)).decode() if text else ""


def unseal(sealed: str, *, purpose: str) -> str:
    """Open it again; raises DamagedError."""
    return decrypt(_blob(sealed, purpose), purpose=purpose) if sealed else ""


def by_key(nested: Nested) -> Counter[str]:
    """Count the sealed texts by the id of their key."""
    counted: Counter[str] = Counter()
    for value in _rows(nested).values_list(nested.column, flat=True).iterator(chunk_size=AT_ONCE):
        counted.update(_blob(text, nested.purpose)[1:HEAD].hex() for text in _texts(value))
    return counted


def renew(nested: Nested) -> Iterator[int]:
    """Write every text under the current key; after each batch how many rows were written."""
    keys = list(_rows(nested).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        yield sum(_renew_row(nested, key) for key in keys[start : start + AT_ONCE])


@transaction.atomic
def _renew_row(nested: Nested, key: Any) -> bool:
    row = _rows(nested).select_for_update().filter(pk=key).first()
    if row is None:
        return False
    old = getattr(row, nested.column)
    new = _mapped(old, lambda text: _under_current(text, nested.purpose))
    if new == old:
        return False
    setattr(row, nested.column, new)
    row.save(update_fields=[nested.column])
    return True


def _under_current(text: str, purpose: str) -> str:
    if _blob(text, purpose)[1:HEAD] == key_ring().text_id:
        return text
    try:
        return seal(unseal(text, purpose=purpose), purpose=purpose)
    except DamagedError:
        return text  # its key may come back: never written over


def _rows(nested: Nested) -> Any:
    return apps.get_model(nested.label)._default_manager.all()


def _texts(value: Any) -> list[str]:
    found: list[str] = []
    _mapped(value, lambda text: found.append(text) or text)  # type: ignore[func-returns-value]
    return found


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Give the same JSON with every sealed text changed."""
    if isinstance(value, dict):
        return {key: _mapped(each, change) for key, each in value.items()}
    if isinstance(value, list):
        return [_mapped(each, change) for each in value]
    return change(value) if isinstance(value, str) and value.startswith(MARK) else value


def _blob(sealed: str, purpose: str) -> bytes:
    try:
        return base64.b64decode(sealed.removeprefix(MARK), validate=True)
    except binascii.Error:
        raise DamagedError(purpose, "is no sealed text") from None
