"""What the two doors answer when an act is not carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from linli.flows.records import Record
    from linli.kit.words import Words


class Incomplete(Refused):
    """Some answers are missing or wrong: ``errors`` says which and why."""

    def __init__(self, errors: Mapping[str, Words]) -> None:
        super().__init__("incomplete", _("有几处还要改一下。"), field=next(iter(errors), ""))
        self.errors = dict(errors)


class Stale(Refused):
    """The record went on since the form was shown: ``record`` is as it stands now."""

    def __init__(self, record: Record) -> None:
        words = _("您填写的时候，这件事有了新进展，现在是“%(state)s”。") % {
            "state": record.table.states[record.state].words
        }
        super().__init__("stale", words, advice=_("您填的内容还在，请看一下再决定。"))
        self.record = record


class AlreadySent(Exception):  # noqa: N818 - an answer, not a fault
    """This very form was sent before: ``stream`` is what came of it."""

    def __init__(self, stream: UUID) -> None:
        super().__init__(str(stream))
        self.stream = stream


def not_now(record: Record) -> Refused:
    """The step does not start from the state the record is in."""
    words = _("现在不能这样办：这件事目前是“%(state)s”。") % {"state": record.table.states[record.state].words}
    return Refused("not_now", words, advice=_("请看最新进展。"))


def not_yours() -> Refused:
    """The person has none of the roles that may take the step."""
    return Refused("not_yours", _("这一步不归您办。"), advice=_("需要的话，请联系社区。"))
