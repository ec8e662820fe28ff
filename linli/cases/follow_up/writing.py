"""Writing what happens to a follow-up: under the lock of the case, as an event of its stream, on a closed case as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.cases.follow_up.catching_up import follow_up_of, keep, up_to_date
from linli.flows.answers import Stale
from linli.flows.doors import note
from linli.flows.table import HANDLERS
from linli.kit.refused import Refused
from linli.ledger.events import Words as Said

if TYPE_CHECKING:
    from collections.abc import Callable

    from linli.cases.deeds.noting import Doer
    from linli.cases.follow_up.models import FollowUp
    from linli.cases.models import Case
    from linli.flows.act import Act

PERSON = "participants"
"""The audience that reads what is said between the desk and whoever asked, where the flow has it."""


def write_down(
    case: Case, verb: str, doer: Doer, does: Callable[[Case, Act, FollowUp], None], *, objects: bool = False
) -> Case:
    """Write the event ``verb``; ``does`` changes the case, its follow-up and what the event says.

    Whoever calls has asked who may. Raises Stale, AlreadySent, Refused (``not_asked_yet`` and what ``does`` refuses).
    ``objects``: it may be done before anybody was asked how it went.
    """

    def work(act: Act) -> bool:
        now: Case = act.record  # type: ignore[assignment]
        if doer.version is not None and doer.version != now.version:
            raise Stale(now)
        found = follow_up_of(now)
        # What the steps before it told is learned first, though the worker has not come to it yet.
        row, _learned = up_to_date(now, found)
        begun = found is not None or row.asked is not None or row.rating is not None
        if not begun and not objects:
            raise Refused("not_asked_yet", _("这件事还没有办完，现在不用回访。"))
        act.facts["as"] = doer.held
        does(now, act, row)
        if begun:
            keep(act, row, found)
        return True

    return note(case, verb, by=doer.by, at=doer.at, does=work, token=doer.token)


def say(act: Act, field: str, text: str, *, to_person: bool) -> None:
    """Keep words beside the event: for the desk, and for whoever asked where they are meant ``to_person``."""
    audiences = act.record.table.audiences
    audience = PERSON if to_person and PERSON in audiences else HANDLERS
    if text and audience in audiences:
        act.words.append(Said(field=field, text=text, audience=audience))
