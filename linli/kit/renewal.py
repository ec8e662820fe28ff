"""After a change of keys: every encrypted column under the current key, every keyed hash too, while others work.

Rows are read in the order of their keys, some at a time, and written one by one only where they still are as they
were read. Whatever was begun can be begun again: a row under the current key is left alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ExpressionWrapper, F

from linli.kit import nested
from linli.kit.crypto import HEAD, VERSION, DamagedError, EncryptedText, decrypt, encrypt, hash_under, keyed_hash
from linli.kit.keys import key_ring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import Model

AT_ONCE = 500
"""How many rows are read at a time."""


@dataclass(frozen=True, slots=True)
class Hashed:
    """A column ``column`` of the model ``label`` that holds the keyed hash of its encrypted ``source`` under ``purpose``.

    ``reads`` takes what is hashed out of what the source holds.
    """

    label: str
    column: str
    source: str
    purpose: str
    reads: Callable[[str], str] = str


class Held(NamedTuple):
    """Rows that need a key: where, and how many."""

    where: str
    rows: int


_hashed: list[Hashed] = []
_nested: list[nested.Nested] = []
_holds: dict[str, Callable[[str], int]] = {}


def declare_hash(hashed: Hashed) -> None:
    """Let a column follow the look-up key. Called from ``AppConfig.ready()``."""
    if hashed not in _hashed:
        _hashed.append(hashed)


def declare_nested(column: nested.Nested) -> None:
    """Let the sealed texts in a JSON column follow the key of texts. Called from ``AppConfig.ready()``."""
    if column not in _nested:
        _nested.append(column)


def declare_hold(where: str, count: Callable[[str], int]) -> None:
    """Say what else needs a key and does not follow: ``count(key id)`` rows. Called from ``AppConfig.ready()``."""
    _holds[where] = count


def renew() -> Iterator[int]:
    """Go once through all columns; after each batch how many rows were written anew."""
    for model, field in sealed_columns():
        yield from _batches(model, [field.name], partial(_seal, model, field))
    for column in _nested:
        yield from nested.renew(column)
    for hashed in _hashed:
        model = apps.get_model(hashed.label)
        yield from _batches(model, [hashed.column, hashed.source], partial(_hash, model, hashed))


def sealed_columns() -> list[tuple[type[Model], EncryptedText]]:
    """Return every encrypted column of every model."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedText)
    ]


def needing(key: str) -> list[Held]:
    """Return what needs the key with this id (of texts or of look-ups), column by column; nothing where it can go."""
    found = [Held(where, texts[key]) for where, texts in texts_by_key().items() if texts[key]]
    if key in key_ring().lookup:
        found += [Held(f"{one.label}.{one.column}", _hashes_under(one, key)) for one in _hashed]
    found += [Held(where, count(key)) for where, count in _holds.items()]
    return [held for held in found if held.rows]


def missing() -> list[tuple[str, str, int]]:
    """Return what nobody can read: column, id of the key that is not here, rows."""
    have = {key.hex() for key in key_ring().text}
    return [
        (where, key, rows) for where, texts in texts_by_key().items() for key, rows in texts.items() if key not in have
    ]


def texts_by_key() -> dict[str, Counter[str]]:
    """Count the texts of each encrypted column by the id of their key, in the database."""
    columns = {f"{model._meta.label}.{field.name}": _by_key(model, field) for model, field in sealed_columns()}
    return columns | {f"{one.label}.{one.column}": nested.by_key(one) for one in _nested}


class Renewal:
    """What the worker does of it: batch after batch while a ring holds older keys, then nothing until it changes."""

    def __init__(self) -> None:
        self._running: Iterator[int] | None = None
        self._for: tuple[bytes, str] | None = None

    def step(self) -> int:
        """Do one batch; 0 when there is nothing to do."""
        ring = key_ring()
        now = (ring.text_id, ring.lookup_id)
        if self._running is None:
            if self._for == now or len(ring.text) == len(ring.lookup) == 1:
                return 0
            self._running, self._for = renew(), now
        if next(self._running, None) is None:
            self._running = None
            return 0
        return 1


def _by_key(model: type[Model], field: EncryptedText) -> Counter[str]:
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(str(field.column))
    counted: Counter[str] = Counter()
    with connection.cursor() as cursor:
        # Names of our own tables and columns, quoted.
        cursor.execute(
            f"SELECT substr({column}, 2, 4), count(*) FROM {table}"  # noqa: S608
            f" WHERE length({column}) > {HEAD} GROUP BY substr({column}, 2, 4)"
        )
        for key, rows in cursor.fetchall():
            counted[bytes(key).hex()] += rows
    return counted


Row = dict[str, Any]


def _batches(model: type[Model], columns: list[str], write: Callable[[Row], bool]) -> Iterator[int]:
    names = {f"raw_{name}": _raw(model._meta.get_field(name)) for name in columns}
    tenant = ["street"] if any(field.name == "street" for field in model._meta.concrete_fields) else []
    rows = model._default_manager.annotate(**names).order_by("pk").values("pk", *tenant, *names)
    last: Any = None
    while batch := list((rows if last is None else rows.filter(pk__gt=last))[:AT_ONCE]):
        yield sum(write(row) for row in batch)
        last = batch[-1]["pk"]


def _raw(field: Any) -> Any:
    kind = models.BinaryField() if isinstance(field, EncryptedText) else models.CharField()
    return ExpressionWrapper(F(field.name), output_field=kind)


def _seal(model: type[Model], field: EncryptedText, row: Row) -> bool:
    blob = bytes(row[f"raw_{field.name}"] or b"")
    if not blob.startswith(VERSION) or blob[1:HEAD] == key_ring().text_id:
        return False
    try:
        anew = encrypt(decrypt(blob, purpose=field.purpose), purpose=field.purpose)
    except DamagedError:
        return False  # its key may come back: never written over
    return _swap(model, row, {field: (blob, anew)})


def _hash(model: type[Model], hashed: Hashed, row: Row) -> bool:
    source = model._meta.get_field(hashed.source)
    column = model._meta.get_field(hashed.column)
    old, blob = row[f"raw_{hashed.column}"], bytes(row[f"raw_{hashed.source}"] or b"")
    if not old or not blob or not isinstance(source, EncryptedText):
        return False
    try:
        anew = keyed_hash(hashed.purpose, hashed.reads(decrypt(blob, purpose=source.purpose)))
    except DamagedError:
        return False
    return old != anew and _swap(model, row, {column: (old, anew), source: (blob, blob)})


def _swap(model: type[Model], row: Row, changes: dict[Any, tuple[Any, Any]]) -> bool:
    """Write only where nobody wrote meanwhile, in a transaction of its own."""
    quote = connection.ops.quote_name
    keys: list[Any] = [model._meta.pk, *([model._meta.get_field("street")] if "street" in row else [])]
    sets = ", ".join(f"{quote(str(field.column))} = %s" for field in changes)
    where = " AND ".join(f"{quote(str(field.column))} = %s" for field in [*changes, *keys])
    values = [*(new for _old, new in changes.values()), *(old for old, _new in changes.values())]
    named = [field.get_db_prep_value(row["street" if field.name == "street" else "pk"], connection) for field in keys]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {where}", [*values, *named])  # noqa: S608
            return bool(cursor.rowcount)
    except IntegrityError:
        return False  # somebody else has that hash now: `needing` still counts the row


def _hashes_under(hashed: Hashed, key: str) -> int:
    model = apps.get_model(hashed.label)
    rows = model._default_manager.exclude(**{hashed.column: ""}).values_list(hashed.column, hashed.source)
    found = rows.iterator(chunk_size=AT_ONCE)
    return sum(stored == hash_under(key, hashed.purpose, hashed.reads(text)) for stored, text in found)
