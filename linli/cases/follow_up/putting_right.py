"""After a bad rating: calling within the limit, putting it right, and noting that a limit ran out."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.cases.deeds.noting import Doer
from linli.cases.follow_up import asking, rules, ways
from linli.cases.follow_up.models import CALL_OWED, RIGHT_OWED, FollowUp
from linli.cases.follow_up.writing import say, write_down
from linli.cases.models import Case
from linli.flows.doors import SYSTEM
from linli.kit.refused import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from linli.flows.act import Act

logger = logging.getLogger(__name__)

CALL_BACK, PUT_RIGHT, LATE = "call_back", "put_right", "follow_up_late"
HEARD, DONE = "call_back_words", "put_right_words"
"""The names of what is said."""
AT_ONCE = 200


def owes_a_call(row: FollowUp | None) -> bool:
    """Whether its person is still to be called about a bad rating."""
    return row is not None and row.call_by is not None and row.called is None and row.ended is None


def owes_putting_right(row: FollowUp | None) -> bool:
    """Whether what was rated badly is still to be put right."""
    return row is not None and row.right_by is not None and row.right is None and row.ended is None


def call_back(case: Case, doer: Doer, *, words: str) -> Case:
    """Note the call: what is wrong and what its person wants. Refused (``no_call_owed``)."""

    def does(_now: Case, act: Act, row: FollowUp) -> None:
        if not owes_a_call(row):
            raise Refused("no_call_owed", _("这件事现在不欠电话。"))
        row.called = act.at
        say(act, HEARD, words, to_person=False)

    return write_down(case, CALL_BACK, doer, does)


def put_right(case: Case, doer: Doer, *, words: str) -> Case:
    """Say what was done about it; its person reads that and may rate once more. Refused (``nothing_to_put_right``)."""

    def does(now: Case, act: Act, row: FollowUp) -> None:
        if not may_be_said_right(now, row):
            raise Refused("nothing_to_put_right", _("这件事现在没有要整改的。"))
        row.right = act.at
        asking.ask(row, act.at)
        row.way = ways.chosen(now)
        say(act, DONE, words, to_person=True)

    return write_down(case, PUT_RIGHT, doer, does)


def may_be_said_right(case: Case, row: FollowUp | None) -> bool:
    """Whether it is put right by a word: where the flow took it up again, it is by its steps."""
    return case.closed is not None and owes_putting_right(row)


def note_late(*, now: datetime | None = None, most: int = AT_ONCE) -> int:
    """Write down which calls and puttings right ran out; how many cases."""
    now = now or timezone.now()
    ran_out = (CALL_OWED & Q(call_late=False, call_by__lte=now)) | (RIGHT_OWED & Q(right_late=False, right_by__lte=now))
    found = FollowUp.objects.filter(ran_out).order_by("street", "case_id").values_list("street", "case_id")
    done = 0
    for street, key in list(found[:most]):
        case = Case.objects.filter(street=street, id=key).first()
        if case is not None and _note_late(case, now):
            done += 1
    return done


def _note_late(case: Case, now: datetime) -> bool:
    def does(_now: Case, act: Act, row: FollowUp) -> None:
        call = owes_a_call(row) and not row.call_late and row.call_by is not None and row.call_by <= act.at
        right = owes_putting_right(row) and not row.right_late and row.right_by is not None and row.right_by <= act.at
        if not (call or right):
            raise Refused("not_late", _("没有超过时限。"))
        row.call_late |= call
        row.right_late |= right

    try:
        write_down(case, LATE, Doer(SYSTEM, "system", now), does)
    except Refused as refused:
        logger.info("follow-up of %s: %s", case.id, refused.code)
        return False
    return True


def is_bad(row: FollowUp | None) -> bool:
    """Whether the first rating was bad."""
    return row is not None and rules.is_bad(row.rating)
