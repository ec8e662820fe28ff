"""Reading the words beside the ledger. Whoever asks must have asked the flow which audiences they belong to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from linli.kit.asked import Among, Asked, Slot
from linli.kit.crypto import keyed_hashes
from linli.ledger.events import FOUND, opened
from linli.ledger.models import Text

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID


class Said(NamedTuple):
    """What a list needs of a text."""

    audience: str
    words: str
    field: str = ""


def said(text: Text) -> Said:
    """The same of a whole text."""
    return Said(text.audience, opened(text.sealed), text.field)


def newest(
    *, streets: Collection[str], streams: Collection[UUID], fields: Collection[str], audiences: Collection[str]
) -> dict[UUID, list[Said]]:
    """For each stream the newest text of each of ``fields`` for one of ``audiences``, in the order of ``fields``.

    One query, none for nothing.
    """
    found: dict[UUID, dict[str, Said]] = defaultdict(dict)
    if streets and streams and fields and audiences:
        rows = _of_several(streets=streets, streams=streams, fields=fields, audiences=audiences)
        for stream, field, audience, sealed in rows:
            found[stream][field] = Said(audience, opened(sealed), field)
    return {stream: [by_field[name] for name in fields if name in by_field] for stream, by_field in found.items()}


def saying(words: str, *, streets: Collection[str], most: int = 200) -> list[Text]:
    """Texts of these streets that say exactly ``words`` and may be asked for, newest first. One query."""
    found = Text.objects.filter(street__in=list(streets), found__in=keyed_hashes(FOUND, words))
    return list(found.order_by("-id")[:most])


of_stream = Asked(lambda: Text.objects.filter(street=Slot("street", Text), stream=Slot("stream", Text)).order_by("id"))
"""All texts of a stream (``street=``, ``stream=``) in the order of their writing."""


_of_several = Asked(
    lambda: (
        Text.objects.filter(
            Among("streets", Text, "street"),
            Among("streams", Text, "stream"),
            Among("fields", Text, "field"),
            Among("audiences", Text, "audience"),
        )
        .order_by("id")
        .values_list("stream", "field", "audience", "sealed")
    )
)
