"""What leaves the house, and what became of it. One step at a time, each written down before the next.

A message is marked before it is given away. When the answer does not come (a time-out, a crash in between), nobody
guesses: the gateway is asked by our key whether it has the message, and only what it never took is given away again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation

from linli.edges.gateways import gateway
from linli.edges.sms import Message, Outcome, Report, Standing
from linli.flows.table import flow_named
from linli.notices import addressees, hours, links, mailboxes, news, telling, ways
from linli.notices.models import Delivery, Mailbox
from linli.notices.ways import Way

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from linli.edges.sms import Gateway
    from linli.notices.models import Notice

State = Delivery.State

SENDING_LASTS = timedelta(minutes=2)
"""After so long a message that was about to be given away is looked for at the gateway."""
AT_ONCE = 10
"""How many deliveries are seen to in one go, so that the worker's other jobs come round."""


def deliver(*, now: datetime | None = None, most: int = AT_ONCE) -> int:
    """See to what is due: give messages away, ask what became of them; how many. It stops where the gateway is in trouble."""
    now = now or timezone.now()
    door = gateway()
    if door is None:
        return _give_up_all(now)
    waiting = Delivery.objects.filter(due__lte=now).order_by("due", "id").values_list("street", "pk", "state")
    done = 0
    for street, key, state in list(waiting[:most]):
        well = _send(street, key, door, now) if state == State.WAITING else _ask(street, key, door, now)
        if not well:
            return 0  # the next round begins after a pause
        done += 1
    return done


def words(notice: Notice) -> dict[str, str]:
    """What a text message says of a notice, in Chinese: in which language somebody reads pages is kept nowhere."""
    flow = flow_named(notice.flow)
    with translation.override("zh-hans"):
        told = news.of(flow, notice.verb, notice.role)
        return {"kind": str(flow.title), "label": label_of(notice), "what": str(told.words)}


def label_of(notice: Notice) -> str:
    """The six signs of the record."""
    return flow_named(notice.flow).model(id=notice.stream).label


def _send(street: str, key: UUID, door: Gateway, now: datetime) -> bool:
    """Give one away; whether the gateway answered."""
    message = _mark(street, key, door, now)
    if message is None:
        return True
    outcome = door.send(message)
    with transaction.atomic():
        row = _locked(street, key)
        # Somebody else may have asked the gateway meanwhile: what it said holds.
        if row is not None and row.state == State.SENDING:
            _note_outcome(row, outcome, now)
    return outcome in {Outcome.SENT, Outcome.REFUSED}


@transaction.atomic
def _mark(street: str, key: UUID, door: Gateway, now: datetime) -> Message | None:
    """The message, once it is written down that it is about to go; None where it need not or may not go now."""
    row = _locked(street, key)
    if row is None or row.state != State.WAITING or row.due is None or row.due > now:
        return None
    if not row.urgent and (later := telling.by_day(now)) > now:
        row.due = later
        row.save(update_fields=["due"])
        return None
    message = _message(row, door)
    if message is None:
        row.due = None
        row.state = State.FAILED if row.reason else State.DROPPED
    else:
        row.state, row.due, row.sent, row.tries = State.SENDING, now + SENDING_LASTS, now, row.tries + 1
    row.save(update_fields=["state", "due", "sent", "tries", "reason"])
    return message


def _message(row: Delivery, door: Gateway) -> Message | None:
    """What to send to whom, as it is now; a ``reason`` where it should go and cannot."""
    template = "notice" if row.kind == Delivery.Kind.NEWS else "digest"
    values = _values(row)
    if values is None:
        return None
    if row.notice is not None and door.sends(links.TEMPLATE) and (code := links.of(row.notice)):
        template, values = links.TEMPLATE, {"kind": values["kind"], "label": values["label"], "code": code}
    phone = _phone(row)
    if not ways.is_mobile(phone) or not door.sends(template):
        row.reason = "no_template" if ways.is_mobile(phone) else "no_number"
        return None
    return Message(phone=phone, template=template, key=row.key, values=values)


def _values(row: Delivery) -> dict[str, str] | None:
    """None where there is nothing to say any more, or its person wants to hear nothing."""
    notice = row.notice
    box = Mailbox.objects.filter(account=row.account_id).first() if row.account_id else None
    if box is not None and box.way in {Way.PAGE, Way.CALL}:
        return None
    if notice is not None:
        return None if notice.seen or notice.over else words(notice)
    number = mailboxes.unseen(row.account_id, box.street_codes).count() if row.account_id and box else 0
    return {"count": str(number)} if number else None


def _phone(row: Delivery) -> str:
    if row.account is not None:
        return row.account.phone if row.account.is_active else ""
    notice = row.notice
    return addressees.phone_of_receipt(flow=notice.flow, street=row.street, stream=notice.stream) if notice else ""


def _note_outcome(row: Delivery, outcome: Outcome, now: datetime) -> None:
    if outcome is Outcome.SENT:
        row.state, row.due, row.asked = State.SENT, now + hours.ASK_AGAIN[0], 0
    elif outcome is Outcome.REFUSED:
        _fail(row, "refused")
    elif outcome is Outcome.UNKNOWN:
        row.state, row.due, row.asked = State.UNKNOWN, now + hours.ASK_AGAIN[0], 0
    else:
        _wait_again(row, now)
    row.save(update_fields=["state", "due", "asked", "reason"])


def _ask(street: str, key: UUID, door: Gateway, now: datetime) -> bool:
    """Ask the gateway what became of one; whether it could say."""
    row = Delivery.objects.filter(street=street, pk=key).select_related("account", "notice").first()
    if row is None:
        return True
    report = door.ask(phone=_phone(row), key=row.key, sent=row.sent or row.made)
    with transaction.atomic():
        locked = _locked(street, key)
        if locked is not None and (locked.state, locked.due) == (row.state, row.due):
            _note_report(locked, report, now)
    return report.standing is not Standing.UNKNOWN


def _note_report(row: Delivery, report: Report, now: datetime) -> None:
    match report.standing:
        case Standing.ARRIVED:
            row.state, row.due = State.DELIVERED, None
        case Standing.FAILED:
            _fail(row, report.reason or "not_delivered")
        case Standing.ABSENT if row.state != State.SENT:
            _wait_again(row, now)
        case Standing.ON_ITS_WAY:
            row.state = State.SENT
            _ask_again(row, now)
        case _:
            row.state = State.SENT if row.state == State.SENT else State.UNKNOWN
            _ask_again(row, now)
    row.save(update_fields=["state", "due", "asked", "reason"])


def _ask_again(row: Delivery, now: datetime) -> None:
    """Ask after a longer pause; at the end what was taken stays as sent, and of what nobody knows somebody has to call."""
    row.asked += 1
    if row.asked < len(hours.ASK_AGAIN):
        row.due = now + hours.ASK_AGAIN[row.asked]
    elif row.state == State.SENT:
        row.due = None
    else:
        _fail(row, "unknown")


def _wait_again(row: Delivery, now: datetime) -> None:
    """It was not taken: try after a longer pause, and at the end give it up."""
    if row.tries > len(hours.SEND_AGAIN):
        _fail(row, "gave_up")
        return
    others = Delivery.objects.filter(street=row.street, account=row.account_id, kind=row.kind, state=State.WAITING)
    if row.kind == Delivery.Kind.DIGEST and others.exists():
        row.state, row.due = State.DROPPED, None  # the next digest tells the same
        return
    row.state, row.due = State.WAITING, now + hours.SEND_AGAIN[row.tries - 1]


def _fail(row: Delivery, reason: str) -> None:
    row.state, row.due, row.reason = State.FAILED, None, reason[:40]


def _give_up_all(now: datetime) -> int:
    """No gateway is set any more: what waits to be given away cannot go."""
    waiting = Delivery.objects.filter(state=State.WAITING, due__lte=now)
    return waiting.update(state=State.FAILED, due=None, reason="no_gateway")


def _locked(street: str, key: UUID) -> Delivery | None:
    rows = Delivery.objects.select_for_update(of=("self",)).select_related("account", "notice")
    return rows.filter(street=street, pk=key).first()
