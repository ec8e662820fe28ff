"""The follow-up on the page of a case: what was asked and answered, what is owed next, what is contested. Plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.follow_up import doing, objecting, policy, putting_right, rules, standing
from linli.cases.follow_up.models import FollowUp, Objection
from linli.cases.policy import OWN
from linli.ledger import texts
from linli.ledger.events import words_of
from linli.ui import dates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from linli.cases.models import Case
    from linli.kit.words import Words
    from linli.people.person import Person

RATINGS = dict(rules.RATINGS)


def part(case: Case, person: Person, held: frozenset[str]) -> dict[str, Any] | None:
    """What this person is shown of the follow-up; None where there is nothing, or it does not concern them."""
    held = policy.held_by(case, person, held)
    if held.isdisjoint(policy.READERS):
        return None
    now = standing.of(case)
    buttons = doing.ROOM.buttons(case, doing.with_reviews(case, person, held))
    if now.row is None and not now.objections and not buttons:
        return None
    own = not held.isdisjoint(OWN)
    why = _why(case) if now.objections and not held.isdisjoint(policy.SAID_TO) else []
    further = [button for button in buttons if "object_" in button["url"] or "lift_" in button["url"]]
    return {
        "title": _("回访"),
        "words": (_waits(now.row, own=own) if now.row else "") or (_STAYS if own and now.objections else ""),
        "dues": list(owed(now.row, own=own)) if now.row else [],
        "facts": list(_facts(now.row)) if now.row else [],
        "marks": [_objection(each) for each in now.objections],
        "said": {"title": _("说明和答复"), "texts": why} if why else None,
        "steps": [button | {"plain": not button["url"].endswith(NEXT)} for button in buttons if button not in further],
        "further": {"title": _("申诉和剔除"), "steps": further} if further else None,
    }


_STAYS = gettext_lazy("不管申诉和剔除怎么审，您的评价都在，不会删掉。")

NEXT = ("/answer/", "/call_back/", "/put_right/", "/decide_rating/", "/decide_duty/", "/decide_left_out/")
"""What is expected; the rest may be done as well."""


def _facts(row: FollowUp) -> Iterator[tuple[Words, str]]:
    if row.rating is not None:
        yield _("评价"), str(RATINGS[str(row.rating)])
        yield _("联系过吗"), _yes_no(row.contacted, _("联系过"), _("没有"))
        yield _("解决了吗"), _yes_no(row.solved, _("解决了"), _("没有解决"))
        yield _("什么时候、怎么评的"), _when(row.answered, row.get_channel_display())
    elif row.declined:
        yield _("评价"), _("问过了，本人没有评价")
    if row.called:
        yield _("差评后打电话"), dates.day(row.called)
    if row.right and rules.is_bad(row.rating):
        yield _("整改好了"), dates.day(row.right)
    if row.again is not None and row.again_at:
        yield _("追评"), _when(row.again_at, str(RATINGS[str(row.again)]))
    if row.tries and row.rating is None:
        yield _("没有联系上"), _("试过 %(count)s 天") % {"count": row.tries}
    if row.given_up:
        yield _("不再联系"), dates.day(row.given_up)


def owed(row: FollowUp, *, own: bool) -> Iterator[dict[str, Any]]:
    """What is owed, until when, with how it stands by word and shape."""
    if putting_right.owes_a_call(row) and row.call_by:
        yield _due(_("给您打电话") if own else _("给本人打电话"), row.call_by, provisional=row.provisional)
    if putting_right.owes_putting_right(row) and row.right_by:
        yield _due(_("整改好"), row.right_by, provisional=row.provisional)


def _due(what: Words, by: datetime, *, provisional: bool) -> dict[str, Any]:
    late = by <= timezone.now()
    return {
        "what": what,
        "by": by,
        "provisional": provisional,
        "words": dates.left(by, timezone.now()),
        "tone": "late" if late else "wait",
    }


def _waits(row: FollowUp, *, own: bool) -> str:
    if not row.waits:
        return ""
    if own:
        return (
            _("整改以后怎么样，请您追评一次。") if row.waits == FollowUp.Waits.AGAIN else _("办得怎么样，请您说一声。")
        )
    how = FollowUp.Channel(row.way).label if row.way else ""
    return _("%(what)s（%(how)s）") % {"what": row.get_waits_display(), "how": how}


def _objection(row: Objection) -> dict[str, Any]:
    kind: Words = Objection.Kind(row.kind).label
    reason = str(rules.REASONS[row.kind].get(row.reason, row.reason))
    if row.upheld is None:
        late = row.decide_by <= timezone.now()
        state, tone = _("等街道审，到%(day)s") % {"day": dates.until(row.decide_by)}, "late" if late else "wait"
    elif row.lifted:
        state, tone = _("成立过，%(day)s恢复计入") % {"day": dates.day(row.lifted)}, "stopped"
    else:
        state, tone = (_("成立"), "done") if row.upheld else (_("不成立"), "stopped")
    return {"what": kind, "why": reason, "at": row.asked, "words": state, "tone": tone}


def _why(case: Case) -> list[str]:
    """What was said for it and against it, oldest first."""
    said = texts.of_stream(street=case.street, stream=case.id)
    return [words_of(text) for text in said if text.audience == objecting.AUDIENCE]


def _when(at: datetime | None, what: str) -> str:
    return _("%(what)s，%(day)s") % {"what": what, "day": dates.day(at)} if at else ""


def _yes_no(value: bool | None, yes: str, no: str) -> str:  # noqa: FBT001 - an answer, not a switch
    return "" if value is None else yes if value else no
