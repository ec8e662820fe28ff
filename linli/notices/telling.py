"""What follows a step: notices for those whom it concerns. Runs after the commit, from the outbox; a second time does nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q

from linli.edges.gateways import for_template
from linli.flows.table import flow_named, flow_of_noun
from linli.kit.ids import uuid7
from linli.ledger import actors
from linli.ledger.events import facts_of
from linli.notices import addressees, by_hand, hours, mailboxes, news, ways
from linli.notices.models import Delivery, Notice
from linli.notices.ways import Way
from linli.people.models import Account

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from linli.flows.records import Record
    from linli.flows.table import Flow
    from linli.ledger.models import Event
    from linli.notices.addressees import Addressee

NEWS_FOR = timedelta(days=7)
"""What happened longer ago is written down late and no news to anybody."""

State = Delivery.State
OPEN = (State.WAITING, *by_hand.WAITS)
"""Where there is still something to do, which a later event may make needless."""


def tell(event: Event, now: datetime) -> None:
    """Make the notices of an event, and what has to leave the house of them; what they make old is taken back."""
    noun, _dot, verb = event.verb.partition(".")
    record = _record(noun, event)
    if record is None or Notice.objects.filter(street=event.street, event=event).exists():
        return
    facts = facts_of(event)
    found = _told(record, verb, event, facts, now)
    stale = list(_stale(event, facts, {one.account for one in found}))
    accounts = _accounts({one.account for one in found if one.account})
    # All at once and in the order of their keys, so that two workers never wait for each other's mailboxes.
    touched = {*accounts, *(notice.account_id for notice in stale if notice.account_id)}
    boxes = {key: mailboxes.opened(key, street=event.street) for key in sorted(touched, key=str)}
    _make_old(stale, event.street, now)
    state = facts.get("set", {}).get("state", record.state)
    for one in found:
        at_once = is_told_at_once(record.table, verb, one.role, state)
        if one.account is None:
            notice = _notice(record, one, event, now, at_once=at_once)
            _leave(notice, _way_of_receipt(notice, one.way), now)
        elif one.account in accounts:
            notice = _notice(record, one, event, now, at_once=at_once)
            _leave(notice, _way_of_account(notice, accounts[one.account], boxes[one.account].way), now)
    for box in boxes.values():
        mailboxes.recount(box)


def _told(record: Record, verb: str, event: Event, facts: dict[str, Any], now: datetime) -> list[Addressee]:
    roles = news.told_to(record.table, verb)
    if not roles or now - event.at > NEWS_FOR:
        return []
    return [one for one in addressees.of(record, roles, event) if not _did_it(one, event, facts)]


def _stale(event: Event, facts: dict[str, Any], told: set[UUID | None]) -> QuerySet[Notice]:
    """Notices of before that no longer matter: of whoever is told anew or did it, and of whoever's turn is over."""
    theirs = Q(account__in=[event.by, *(one for one in told if one)])
    if None in told or event.by == actors.NOBODY_NAMED:
        theirs |= Q(account__isnull=True)
    if "state" in facts.get("set", {}):
        theirs |= Q(at_once=True)
    return Notice.objects.filter(
        theirs, street=event.street, stream=event.stream, number__lt=event.number, over__isnull=True
    )


def _record(noun: str, event: Event) -> Record | None:
    try:
        model = flow_of_noun(noun).model
    except KeyError:
        return None
    found: Record | None = model._default_manager.filter(street=event.street, id=event.stream).first()
    return found


def _accounts(keys: Iterable[UUID]) -> dict[UUID, Account]:
    """The open accounts among them: nobody tells an account that was erased or closed."""
    return {account.pk: account for account in Account.objects.filter(pk__in=list(keys), is_active=True)}


def _did_it(one: Addressee, event: Event, facts: dict[str, Any]) -> bool:
    """Nobody is told what they did themselves."""
    if one.account is not None:
        return one.account == event.by
    return event.by == actors.NOBODY_NAMED and facts.get("as") == one.role


def _notice(record: Record, one: Addressee, event: Event, now: datetime, *, at_once: bool) -> Notice:
    """The notice of one person; old from the start where a later event was told first."""
    others = Notice.objects.filter(street=event.street, stream=event.stream, account=one.account)
    notice = Notice(
        id=uuid7(),
        street=event.street,
        event=event,
        stream=event.stream,
        number=event.number,
        flow=record.flow,
        verb=event.verb.partition(".")[2],
        role=one.role,
        account_id=one.account,
        by_post=one.by_post,
        at_once=at_once,
        made=now,
        over=now if others.filter(number__gt=event.number).exists() else None,
    )
    notice.save(force_insert=True)
    return notice


def is_told_at_once(flow: Flow, verb: str, role: str, state: str) -> bool:
    """Whether somebody in ``role`` is told without waiting: it is their turn in ``state``, or the flow says so."""
    told = news.of(flow, verb, role)
    return told.at_once or told.urgent or flow.states[state].turn == role


def _leave(notice: Notice, way: Way, now: datetime) -> None:
    """See to what has to leave the house, if anything."""
    if notice.over is not None:
        return
    if way is Way.DIGEST and notice.account_id is not None:
        add_digest(notice.account_id, street=notice.street, now=now)
    elif way is not Way.PAGE:
        _deliver(notice, way, now)


def _way_of_account(notice: Notice, account: Account, way: str) -> Way:
    said = news.of(flow_named(notice.flow), notice.verb, notice.role)
    by_day = notice.by_post and not (said.at_once or said.urgent)
    return ways.way_of_account(
        ways.chosen(way, by_post=by_day),
        phone=account.phone,
        at_once=notice.at_once,
        by_post=notice.by_post,
        sms=for_template("notice" if notice.at_once else "digest") is not None,
    )


def _way_of_receipt(notice: Notice, chosen: str) -> Way:
    phone = addressees.phone_of_receipt(flow=notice.flow, street=notice.street, stream=notice.stream)
    sms = for_template("notice") is not None
    return ways.way_of_receipt(chosen, phone=phone, at_once=notice.at_once, sms=sms)


def _deliver(notice: Notice, way: Way, now: datetime) -> None:
    """What was not asked to be told at once waits until the hour of the digest; nothing but what is urgent goes by night."""
    urgent = news.of(flow_named(notice.flow), notice.verb, notice.role).urgent
    due = now if notice.at_once else hours.next_at(now, settings.LINLI_DIGEST_HOUR)
    by_hand = way in ways.BY_HAND
    Delivery.objects.create(
        street=notice.street,
        kind=Delivery.Kind.NEWS,
        way=way,
        state=State.OWED if by_hand else State.WAITING,
        account_id=notice.account_id,
        notice=notice,
        stream=notice.stream,
        urgent=urgent,
        made=now,
        due=None if by_hand else due if urgent else by_day(due),
    )


def by_day(at: datetime) -> datetime:
    """The first moment from ``at`` on at which messages may go out."""
    return hours.not_before(at, quiet_from=settings.LINLI_QUIET_FROM, quiet_until=settings.LINLI_QUIET_UNTIL)


def add_digest(account: UUID, *, street: str, now: datetime) -> None:
    """Let the account get a digest at the next hour for it; one that waits already is enough."""
    due = by_day(hours.next_at(now, settings.LINLI_DIGEST_HOUR))
    Delivery.objects.get_or_create(
        street=street,
        account_id=account,
        kind=Delivery.Kind.DIGEST,
        state=State.WAITING,
        defaults={"way": Way.SMS, "made": now, "due": due},
    )


def _make_old(stale: Iterable[Notice], street: str, now: datetime) -> None:
    """Nobody needs to open these any more, and what was still to leave the house of them stays."""
    keys = [notice.pk for notice in stale]
    if keys:
        Notice.objects.filter(street=street, pk__in=keys).update(over=now)
        left = Delivery.objects.filter(street=street, notice__in=keys, state__in=OPEN)
        left.update(state=State.DROPPED, due=None)
