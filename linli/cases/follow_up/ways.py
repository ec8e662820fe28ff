"""How somebody is asked: by the way in which they want to be told (`linli.notices.ways`), as far as it asks anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.cases.follow_up.models import FollowUp
from linli.cases.policy import OWN
from linli.cases.reaching.chosen import of_case
from linli.edges.gateways import for_template
from linli.notices import addressees
from linli.notices.links import TEMPLATE
from linli.notices.models import Mailbox
from linli.notices.ways import Way, way_of_account, way_of_receipt
from linli.notices.ways import chosen as account_chose

if TYPE_CHECKING:
    from linli.cases.models import Case, Participant

Channel = FollowUp.Channel
ASKS = {Way.SMS: Channel.LINK, Way.CALL: Channel.CALL, Way.VISIT: Channel.VISIT}
"""Whoever takes a daily message finds the question in it; on the page it waits for everybody."""


def chosen(case: Case) -> str:
    """How the person of the case is asked now."""
    own = [row for row in case.present_participants if row.role in OWN]
    with_account = next((row for row in own if row.account_id is not None), None)
    way = _of_account(with_account) if with_account else _of_receipt(case)
    if way is Way.SMS and (for_template(TEMPLATE) is None or not any(row.account_id or row.by_receipt for row in own)):
        return Channel.PAGE if with_account else Channel.CALL
    return ASKS.get(way, Channel.PAGE)


def _of_account(row: Participant) -> Way:
    box = Mailbox.objects.filter(account=row.account_id).first()
    way = account_chose(box.way if box else "", by_post=False)
    assert row.account is not None  # noqa: S101 - the caller has seen to it
    return way_of_account(way, phone=row.account.phone, at_once=True, by_post=False, sms=_sms())


def _of_receipt(case: Case) -> Way:
    """Also of whom nobody can tell anything but by their number, as they were registered on a visit."""
    phone = addressees.phone_of_receipt(flow=case.flow, street=case.street, stream=case.id)
    return way_of_receipt(of_case(case) or "", phone=phone, at_once=True, sms=_sms())


def _sms() -> bool:
    return for_template("notice") is not None
