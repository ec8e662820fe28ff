"""Whether a form that was opened before still shows how its record stands.

Some notes tell of a record and change nothing that a step shows or asks: that a paper was printed, that a follow-up
learned of a step. They make no open form stale; every other event does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.ledger.models import Event

if TYPE_CHECKING:
    from linli.flows.records import Record

_aside: set[str] = set()


def declare_aside(*verbs: str) -> None:
    """Let notes with these verbs (without a noun) leave open forms as they are. Called from ``AppConfig.ready()``."""
    _aside.update(verbs)


def is_stale(record: Record, version: int) -> bool:
    """Whether more than such notes was written since ``version``. The record is locked; asks only where it went on."""
    if version == record.version:
        return False
    since = Event.objects.filter(street=record.street, stream=record.id, number__gt=version)
    verbs = since.values_list("verb", flat=True)
    return version > record.version or any(verb.partition(".")[2] not in _aside for verb in verbs)
