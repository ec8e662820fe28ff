"""Claiming a wish and giving it back. Nobody is ordered, and giving back costs nothing (志愿服务条例, article 25)."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.cases import assignments, policy
from linli.cases.models import Assignment, Case, Matter, Participant
from linli.flows.doors import SYSTEM, take
from linli.flows.table import Need
from linli.forms.fields import Field, Form
from linli.kit.refused import Refused
from linli.ledger.outbox import Reaction
from linli.people.models import Organisation
from linli.wishes import rules

if TYPE_CHECKING:
    from datetime import datetime

    from linli.flows.act import Act
    from linli.kit.words import Words
    from linli.ledger.models import Event

State = Assignment.State


def ways(act: Act) -> tuple[tuple[str, Words], ...]:
    """The ways in which whoever asks may claim."""
    spoken_for = {seat.organisation_id: seat for seat in act.by.seats if seat.organisation_id}
    return rules.claim_choices(
        [(str(key), seat.organisation_kind, seat.organisation_name) for key, seat in spoken_for.items()]
    )


def organisations(act: Act) -> tuple[tuple[str, Words], ...]:
    """The teams, branches and units of the street that may be asked: none that has the case before it already."""
    street = act.record.street
    asked = {row.organisation_id for row in assignments.live(act)}
    rows = Organisation.objects.filter(place__startswith=street, active=True, kind__in=rules.MODE_OF_ORGANISATION)
    named = [(key, kind, name) for key, kind, name in rows.order_by("kind", "name").values_list("id", "kind", "name")]
    return rules.organisation_choices([(str(key), kind, name) for key, kind, name in named if key not in asked])


OFFER = Form((Field("to", _("请哪个单位来接？"), kind="choice", choices=organisations, most=80,
                    help=_("对方会收到邀请，可以认领，也可以不参加，没有任何影响。心愿照样公布着。")),))  # fmt: skip
CLAIM = Form((Field("way", _("怎么认领？"), kind="choice", choices=ways, most=80),))
NOTE = Form(
    (Field("note", _("办得怎么样？"), kind="long", required=False, most=300, private=True, audience="involved"),)
)
WHY = Form(
    (Field("why", _("想说明一下吗？"), kind="long", required=False, most=200, private=True, audience="handlers"),)
)


def _not_their_own(act: Act) -> bool:
    wishing = (Participant.Role.APPLICANT, Participant.Role.BENEFICIARY)
    present = cast("Case", act.record).present_participants
    return not any(row.role in wishing and policy.speaks_for(act.by, row) for row in present)


def _not_renewed(act: Act) -> bool:
    held = assignments.holding(act)
    return held is not None and held.renewals < 1


def _invited_now(act: Act) -> bool:
    return any(_is_theirs(row, act) for row in assignments.live(act) if row.state == State.OFFERED)


def _is_theirs(row: Assignment, act: Act) -> bool:
    organisations = {seat.organisation_id for seat in act.by.seats if seat.organisation_id}
    return row.account_id == act.by.account_id or row.organisation_id in organisations


NOT_THEIR_OWN = Need("own_wish", _not_their_own, _("这是您自己的心愿，不用认领。"), asks=True)
NOT_RENEWED = Need(
    "renewed_before", _not_renewed, _("已经延长过一次了。"), advice=_("来不及的话可以退回，没有任何影响。")
)
INVITED = Need("not_invited", _invited_now, _("没有给您的邀请。"))


def claim(act: Act) -> None:
    """The case is theirs, under the lowest free number of their open claims. Refused (``too_many``) at the limit."""
    mode, _colon, key = str(act.answers["way"]).partition(":")
    organisation = UUID(key) if key else None
    account = None if organisation else act.by.account_id
    most = Matter.kept(cast("Case", act.record).matter_id).limits["open_claims"]["most"]
    slots = assignments.open_slots(act, account=account, organisation=organisation, most=most)
    if not slots:
        words = _("手上已经有 %(most)s 件没办完的认领。") % {"most": most}
        raise Refused("too_many", words, advice=_("办完或退回一件，就可以再认领。"))
    assignments.accept(act, account=account, organisation=organisation, mode=mode, slot=slots[0])


def offer(act: Act) -> None:
    """An organisation is asked to take it on (支部对接, 驻区单位认领); it stays on the wall for everybody."""
    mode, _colon, key = str(act.answers["to"]).partition(":")
    assignments.invite(act, account=None, organisation=UUID(key), mode=mode)


def give_back(act: Act) -> None:
    """The claim ends without cost; the wish goes back to the wall."""
    assignments.end_holding(act, State.RELEASED)


def expire(act: Act) -> None:
    """The claim's time is over."""
    assignments.end_holding(act, State.EXPIRED)


def renew(act: Act) -> None:
    """Once more the same time."""
    held = assignments.holding(act)
    if held:
        act.change(held, renewals=held.renewals + 1)


def finish(act: Act) -> None:
    """Done, as the holder says; the slot is free."""
    assignments.end_holding(act, State.FINISHED)


def decline(act: Act) -> None:
    """An invitation is declined at no cost."""
    assignments.end(act, [row for row in assignments.live(act) if _is_theirs(row, act)], State.DECLINED)


def invite_last(act: Act) -> None:
    """Offer the case to whoever finished it last; they are free to decline."""
    last = (
        Assignment.objects.filter(street=act.record.street, case=act.record.id, state=State.FINISHED)
        .order_by("-answered", "-id")
        .first()
    )
    if last:
        assignments.invite(act, account=last.account_id, organisation=last.organisation_id, mode=last.mode)


def invite_after_reopening(event: Event, now: datetime) -> None:
    """What follows a reopened wish: whoever had claimed it is invited again, unless it went further meanwhile."""
    case = Case.objects.get(street=event.street, id=event.stream)
    with suppress(Refused):
        take("invite", case, by=SYSTEM, at=now)


AFTER_REOPENING = (Reaction("wish.reopen", invite_after_reopening), Reaction("wish.deny", invite_after_reopening))
