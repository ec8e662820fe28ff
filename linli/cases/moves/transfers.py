"""A case never changes its street: it is closed here and goes on there, and each says where the other is.

What goes over: matter version, state, clock with the due date that was promised, everybody and everything around it, and
the words that it was begun with and that stand for it. These words move: beside the old case they are erased, so they are
kept once. Both sides are one transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from linli.cases.models import Assignment, Case, Link, Matter
from linli.cases.opening import answering, desk_of
from linli.flows import erasure
from linli.flows.catching_up import findable
from linli.flows.doors import SYSTEM, go_on, note, take
from linli.flows.rows import Row, rows_of
from linli.forms.fields import Field, Form
from linli.kit.ids import uuid7
from linli.kit.refused import Refused
from linli.kit.unreadable import Unreadable
from linli.ledger import texts
from linli.ledger.events import Words, facts_of, of_stream, words_of
from linli.ledger.tenant import STREET_DIGITS
from linli.ledger.told import BEFORE
from linli.places.models import COMMUNITY_DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from linli.flows.act import Act
    from linli.kit.words import Words as Said
    from linli.ledger.models import Text

TAKEN_OVER, WORDS_GONE = "take_over", "words_move"
"""The verbs, behind the noun of the flow, of the event with which it goes on there and of the second one here."""

OF_THE_PLACE = {"place", "scope", "responsible_post_id", "responsible_organisation_id"}
"""Columns of a case that are others in another street; all else goes along, whatever a case may know of itself."""

MOST = 20
WHY: dict[str, Said] = {"merged": _("社区并入了别的街道"), "elsewhere": _("事情在别的街道")}
REASON = Form((Field("reason", _("为什么转出？"), kind="choice", choices=tuple(WHY.items())),))
"""What the step asks that a flow names in ``Flow.hands_on``."""


@transaction.atomic
def transfer(case: Case, *, to: str, why: str, at: datetime) -> Case:
    """Let the case go on at ``to`` (a community's or grid's code in another street); ``why`` is a key of ``WHY``.

    Returns the case there; called again it returns the same and changes nothing. Refused (``same_street``, ``stays_here``,
    ``closed_already``, ``place_not_open``).
    """
    here = Case.objects.select_for_update().get(street=case.street, id=case.id)
    there = continued(here)
    if there is not None:
        return there
    must_go(here)
    place = answering(to)
    if place[:STREET_DIGITS] == here.street:
        raise Refused("same_street", _("要去的地方在同一个街道，不用转出。"))
    said = _going(here)
    there = go_on(
        _same(here, place), TAKEN_OVER, by=SYSTEM, at=at, receipt=True, does=lambda act: _furnish(act, here, said)
    )
    here = take(here.table.hands_on, here, by=SYSTEM, at=at, reason=why)
    note(here, WORDS_GONE, by=SYSTEM, at=at, does=lambda act: _let_go(act, there, said))
    return there


def must_go(case: Case) -> None:
    """Refused (``closed_already``, ``stays_here``) for a case that cannot go on elsewhere."""
    if case.closed is not None:
        raise Refused("closed_already", _("这件事已经办完，不能转出。"))
    if not case.table.hands_on:
        raise Refused("stays_here", _("“%(matter)s”不能转到别的街道。") % {"matter": case.table.title})


def continued(case: Case) -> Case | None:
    """The case in which this one goes on, None where it does not."""
    street, key = following(case.street, case.id)[-1]
    return None if key == case.id else Case.objects.filter(street=street, id=key).first()


def following(street: str, stream: UUID) -> list[tuple[str, UUID]]:
    """Street and key of a case and of those in which it goes on, the one of today last."""
    found = [(street, stream)]
    while len(found) < MOST:
        street, stream = found[-1]
        link = Link.objects.filter(street=street, case=stream, kind=Link.Kind.CONTINUED).first()
        if link is None:
            break
        found.append((link.other_street, link.other))
    return found


def earlier(case: Case) -> list[Case]:
    """The cases that go on in this one, the latest first."""
    found: list[Case] = []
    while len(found) < MOST:
        last = found[-1] if found else case
        for link in Link.objects.filter(street=last.street, case=last.id, kind=Link.Kind.FOLLOWS):
            before = Case.objects.filter(handed_on(), street=link.other_street, id=link.other).first()
            if before is not None and (last.street, last.id) in following(before.street, before.id):
                found.append(before)
                break
        else:
            break
    return found


def handed_on() -> Exists:
    """The condition on cases that they go on elsewhere."""
    return Exists(Link.objects.filter(street=OuterRef("street"), case=OuterRef("pk"), kind=Link.Kind.CONTINUED))


def _same(case: Case, place: str) -> Case:
    """The case as it stands, in another place; unsaved."""
    kept = {name: getattr(case, name) for name in case.ledgered if name not in OF_THE_PLACE}
    there = Case(
        street=place[:STREET_DIGITS], place=place, scope=place[: min(len(case.scope), COMMUNITY_DIGITS)], **kept
    )
    there.responsible_post = desk_of(place)
    return there


def _going(case: Case) -> list[Text]:
    """The newest text of each field with which it began or that stands for it; what does not open stays where it is."""
    fields = {*case.table.headline, *(asked.name for asked in case.table.begins.asks.fields)}
    newest = {text.field: text for text in texts.of_stream(street=case.street, stream=case.id) if text.field in fields}
    return [text for text in newest.values() if not isinstance(text.sealed, Unreadable)]


def _furnish(act: Act, before: Case, said: Sequence[Text]) -> None:
    """Give the case there what was around the one here, the words, and the way back."""
    act.facts |= {"matter": Matter.kept(before.matter_id).told, BEFORE: _past(before)}
    for row in _around(before, act):
        act.add(row)
    act.add(_link(act.record.street, act.record.id, Link.Kind.FOLLOWS, before))
    found_by = findable(before.table)
    who = {key: piece.by for key, piece in erasure.pieces(before).items()}
    act.words += [Words(text.field, words_of(text), text.audience, text.field in found_by) for text in said]
    if said:
        act.facts[erasure.SAID_BY] = {text.field: str(who[text.id]) for text in said}


def _past(case: Case) -> dict[str, Any]:
    """What happened here, for the figures: every case counts once, wherever it goes on."""
    told = [(event.verb.partition(".")[2], facts_of(event)) for event in of_stream(street=case.street, stream=case.id)]
    before = told[0][1].get(BEFORE, {})
    late = any(facts.get("set", {}).get("late") is True for _verb, facts in told[1:])
    return {
        "verbs": sorted({*before.get("verbs", ()), *(verb for verb, _facts in told)}),
        "as": sorted({*before.get("as", ()), *(facts["as"] for _verb, facts in told[1:] if "as" in facts)}),
        "late": late or before.get("late", False),
    }


def _let_go(act: Act, there: Case, said: Sequence[Text]) -> bool:
    """Say where it goes on, and erase the words that went there."""
    act.add(_link(act.record.street, act.record.id, Link.Kind.CONTINUED, there))
    went = {text.id for text in said}
    gone = {key: piece for key, piece in erasure.pieces(act.record).items() if key in went}
    if gone:
        act.facts |= {"erases": erasure.delete(act.record, gone), "why": "moved"}
    return True


def _around(before: Case, act: Act) -> Iterator[Row]:
    """Copies of the rows around a case, of whatever floor, which name each other as the originals do."""
    own = (Link.Kind.FOLLOWS, Link.Kind.CONTINUED)
    rows = [
        row
        for model in rows_of(Case)
        for row in model._default_manager.filter(street=before.street, **{model.owner: before.id}).order_by("id")
        if not (isinstance(row, Link) and row.kind in own)
    ]
    keys = {row.id: uuid7() for row in rows} | {before.id: act.record.id}
    for row in rows:
        columns = {name: getattr(row, name) for name in row.ledgered}
        columns |= {name: keys[value] for name, value in columns.items() if value in keys} | row.anew
        copy = type(row)(id=keys[row.id], street=act.record.street, **columns)
        if isinstance(copy, Assignment) and copy.slot is not None:
            copy.slot = _free_slot(copy)
        yield copy


def _free_slot(row: Assignment) -> int:
    """The lowest number under which this taker holds nothing in the street: a claim that goes over is none too many."""
    held = Assignment.objects.filter(
        street=row.street, state=Assignment.State.ACCEPTED, organisation=row.organisation_id
    )
    held = held if row.organisation_id else held.filter(account=row.account_id)
    taken = set(held.values_list("slot", flat=True))
    return next(slot for slot in range(1, len(taken) + 2) if slot not in taken)


def _link(street: str, case: UUID, kind: Link.Kind, other: Case) -> Link:
    return Link(id=uuid7(), street=street, case_id=case, kind=kind, other_street=other.street, other=other.id)
