"""What `linli verify` checks of looks: each look at the whole has its event, and each event its look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone

from linli.ledger.models import Event
from linli.ledger.report import Damage
from linli.ledger.streams import facts
from linli.people.looks import VERB, WHOLE, Look, facts_of, kept_since

if TYPE_CHECKING:
    from collections.abc import Iterator

    from linli.ledger.streams import Stream


class Check:
    """Compares rows and events."""

    def batch(self, batch: list[Stream]) -> Iterator[Damage]:
        """Every event of a look among these streams."""
        told = {stream.id: stream for stream in batch if stream.events[0].verb == VERB}
        looks = {look.id: look for look in Look.objects.filter(street=batch[0].street, id__in=told)} if told else {}
        for key, stream in told.items():
            event, look = stream.events[0], looks.get(key)
            if look is None:
                if event.at >= kept_since(timezone.now()):
                    yield Damage("look", "record_missing", street=stream.street, stream=str(key))
            elif facts(event) != facts_of(look) or (event.by, event.at) != (look.viewer_id, look.at):
                yield Damage("look", "record_differs", street=stream.street, stream=str(key))

    def rest(self) -> Iterator[Damage]:
        """Looks at the whole that no event speaks of."""
        event = Event.objects.filter(street=OuterRef("street"), stream=OuterRef("pk"))
        for look in Look.objects.filter(~Exists(event), kind=WHOLE).iterator():
            yield Damage("look", "record_unknown", street=look.street, row=str(look.pk))
