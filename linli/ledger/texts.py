"""Reading the words beside the ledger. Whoever asks must have asked the flow which audiences they belong to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from linli.ledger.models import Text

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


def newest(*, streets: Collection[str], streams: Collection[UUID], fields: Collection[str]) -> dict[UUID, list[Text]]:
    """For each stream the newest text of each of ``fields``, in the order of ``fields``; one query."""
    found: dict[UUID, dict[str, Text]] = defaultdict(dict)
    rows = Text.objects.filter(street__in=streets, stream__in=streams, field__in=fields).order_by("id")
    for text in rows:
        found[text.stream][text.field] = text
    return {stream: [by_field[name] for name in fields if name in by_field] for stream, by_field in found.items()}


def of_stream(*, street: str, stream: UUID) -> dict[UUID, list[Text]]:
    """All texts of a stream by the event that they belong to; one query."""
    found: dict[UUID, list[Text]] = defaultdict(list)
    for text in Text.objects.filter(street=street, stream=stream).order_by("id"):
        found[text.event_id].append(text)
    return found
