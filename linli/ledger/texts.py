"""Reading the words beside the ledger. Whoever asks must have asked the flow which audiences they belong to."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from linli.kit.asked import Asked, Slot, slots
from linli.ledger.models import Text

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


def newest(
    *, streets: Collection[str], streams: Collection[UUID], fields: Collection[str], audiences: Collection[str]
) -> dict[UUID, list[Text]]:
    """For each stream the newest text of each of ``fields`` for one of ``audiences``, in the order of ``fields``.

    One query, none for nothing.
    """
    found: dict[UUID, dict[str, Text]] = defaultdict(dict)
    if streets and streams and fields and audiences:
        asked = _in_fields(len(streets), len(streams), len(fields), len(audiences))
        named = {"streets": list(streets), "streams": list(streams), "fields": list(fields)}
        for text in asked(**named, audiences=list(audiences)):
            found[text.stream][text.field] = text
    return {stream: [by_field[name] for name in fields if name in by_field] for stream, by_field in found.items()}


def of_stream(*, street: str, stream: UUID) -> list[Text]:
    """All texts of a stream in the order of their writing; one query."""
    return _of_one(street=street, stream=stream)


_of_one = Asked(lambda: Text.objects.filter(street=Slot("street", Text), stream=Slot("stream", Text)).order_by("id"))


@lru_cache(maxsize=256)
def _in_fields(streets: int, streams: int, fields: int, audiences: int) -> Asked[Text]:
    """A list has up to fifty streams, so there are few of these."""
    texts = Text.objects.filter(
        street__in=slots(streets, "streets", Text, "street"),
        stream__in=slots(streams, "streams", Text, "stream"),
        field__in=slots(fields, "fields", Text, "field"),
        audience__in=slots(audiences, "audiences", Text, "audience"),
    )
    return Asked(lambda: texts.order_by("id"))
