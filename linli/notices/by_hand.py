"""What somebody of the desk does about a notice that did not reach its person: a call or a visit, and what came of it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.kit.refused import Refused
from linli.notices.models import Delivery
from linli.notices.ways import Way

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from linli.kit.words import Words

State = Delivery.State

WAITS = (State.FAILED, State.OWED)
"""Where somebody has to call or to go."""

REACH = "reach"
"""The verb, behind the noun of the flow, of the event that says what came of a call or a visit."""


class Result(StrEnum):
    """What came of it. Only the first two are an end that is good; after ``NOBODY`` it is tried again."""

    TOLD = "told"
    KNEW = "knew"
    NOBODY = "nobody"
    WRONG = "wrong"
    GIVEN_UP = "given_up"


RESULTS: dict[Result, Words] = {
    Result.TOLD: _("告诉本人了"),
    Result.KNEW: _("本人已经知道"),
    Result.NOBODY: _("没人接、没碰到，下次再试"),
    Result.WRONG: _("号码或地址不对"),
    Result.GIVEN_UP: _("联系不上，不再试"),
}
HOW: dict[Way, Words] = {Way.CALL: _("打电话"), Way.VISIT: _("上门")}

ENDS = {
    Result.TOLD: State.TOLD,
    Result.KNEW: State.TOLD,
    Result.WRONG: State.UNREACHED,
    Result.GIVEN_UP: State.UNREACHED,
}


def note_result(*, street: str, key: UUID, way: Way, result: Result, by: UUID, at: datetime) -> None:
    """Note what came of a call or a visit, inside the caller's transaction. Refused where it waits for nobody any more."""
    row = Delivery.objects.select_for_update().filter(street=street, pk=key, state__in=WAITS).first()
    if row is None:
        raise Refused(
            "reached_already",
            _("这一条不用再联系了。"),
            advice=_("可能别人已经联系过，本人已经看到，或者事情有了新进展。"),
        )
    row.way, row.tries, row.sent = way, row.tries + 1, at
    row.state = ENDS.get(result, State.OWED)
    if result in ENDS:
        row.settled, row.settled_by = at, by
    if result in {Result.WRONG, Result.GIVEN_UP}:
        row.reason = result
    row.save(update_fields=["way", "tries", "sent", "state", "settled", "settled_by", "reason"])


def spare(notices: Iterable[tuple[str, UUID]]) -> None:
    """Nobody has to call about ``notices`` (street, key) any more: their people have read them."""
    keys = list(notices)
    if keys:
        theirs = Delivery.objects.filter(
            street__in={street for street, _key in keys}, notice__in=[key for _s, key in keys]
        )
        theirs.filter(state__in=WAITS).update(state=State.DROPPED, due=None)


def told(facts: Mapping[str, Any]) -> list[str]:
    """What an event says of a call or a visit, in words."""
    said = facts.get(REACH)
    return [in_words(Way(said["way"]), Result(said["result"]))] if said else []


def in_words(way: Way, result: Result) -> str:
    """How somebody tried, and what came of it."""
    return gettext("%(what)s：%(more)s") % {"what": HOW[way], "more": RESULTS[result]}
