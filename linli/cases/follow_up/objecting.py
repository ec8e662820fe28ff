"""Objections: against a rating or against having had the case (申诉), and for leaving it out of the rates (剔除).

Each has a reason from a closed list, words for whoever decides, and somebody who decides: neither who asked nor anybody
rated. What is upheld stays in the figures, which are told with it and without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.cases.follow_up import policy, rules
from linli.cases.follow_up.catching_up import due
from linli.cases.follow_up.models import FollowUp, Objection
from linli.cases.follow_up.writing import write_down
from linli.cases.matters import Matter
from linli.kit.ids import uuid7
from linli.kit.refused import Refused
from linli.ledger import texts
from linli.ledger.events import Words as Said
from linli.ledger.events import facts_of, words_of
from linli.ledger.models import Event

if TYPE_CHECKING:
    from linli.cases.deeds.noting import Doer
    from linli.cases.models import Case
    from linli.flows.act import Act

OBJECT, DECIDE, LIFT = "object", "decide_objection", "lift_objection"
WHY, ANSWER = "objection_words", "objection_answer"
AUDIENCE = "objection"
"""Of no flow, so no page shows it but the one of follow-up: see ``policy.SAID_TO``."""
Kind = Objection.Kind


def objections_of(case: Case) -> list[Objection]:
    """All of a case, oldest first."""
    return list(Objection.objects.filter(street=case.street, case=case.id).order_by("asked", "id"))


def live(rows: list[Objection], kind: str) -> Objection | None:
    """The one of a kind that is not decided yet, or was upheld and not lifted."""
    return next((row for row in rows if row.kind == kind and row.upheld is not False and row.lifted is None), None)


def why(case: Case, kind: str) -> str:
    """What was said last by whoever objects in this way; '' where those words are gone."""
    said = {text.event_id: text for text in texts.of_stream(street=case.street, stream=case.id) if text.field == WHY}
    events = Event.objects.filter(street=case.street, stream=case.id, id__in=list(said)).order_by("-number")
    return next((words_of(said[event.id]) for event in events if facts_of(event).get("objection") == kind), "")


def fits(case: Case, row: FollowUp | None, rows: list[Objection], kind: str) -> bool:
    """Whether one may object in this way: once it was done or is over, to a bad rating alone, while nothing like it stands."""
    bad = row is not None and rules.is_bad(row.rating)
    over = row is not None or case.closed is not None
    return over and (kind != Kind.RATING or bad) and live(rows, kind) is None and not _went_on(case)


def object_to(case: Case, doer: Doer, *, kind: str, reason: str, words: str) -> Case:
    """Object. Refused (``objected_already``, ``no_such_reason``)."""
    assert doer.by.account_id is not None  # noqa: S101 - such pages are for people who signed in
    asked_by = doer.by.account_id

    def does(now: Case, act: Act, row: FollowUp) -> None:
        if not fits(now, row, objections_of(now), kind):
            raise Refused("objected_already", _("这件事现在不能这样提。"), advice=_("请看提过的和答复。"))
        if reason not in dict(rules.reasons(Matter.kept(now.matter_id), kind)):
            raise Refused("no_such_reason", _("这个原因不在可以选的里面。"))
        objection = Objection(
            id=uuid7(),
            street=now.street,
            case_id=now.id,
            kind=kind,
            reason=reason,
            asked=act.at,
            asked_by_id=asked_by,
            decide_by=due(now, rules.DECIDE, act.at).at,
        )
        act.add(objection)
        _say(act, WHY, words, kind)

    return write_down(case, OBJECT, doer, does, objects=True)


def decide(case: Case, doer: Doer, *, kind: str, upheld: bool, words: str) -> Case:
    """Decide. Refused (``nothing_to_decide``, ``not_yours_to_decide``)."""

    def does(now: Case, act: Act, _row: FollowUp) -> None:
        found = _found(now, kind, decided=False)
        if not policy.may_decide(now, doer.by, found):
            raise Refused(
                "not_yours_to_decide",
                _("提的人和被评的人，不能审这一件。"),
                advice=_("请由街道其他人来审。"),
            )
        act.change(found, upheld=upheld, decided=act.at, decided_by_id=doer.by.account_id)
        _say(act, ANSWER, words, kind)

    return write_down(case, DECIDE, doer, does, objects=True)


def lift(case: Case, doer: Doer, *, kind: str, words: str) -> Case:
    """Let it count again. Refused (``nothing_to_decide``, ``not_yours_to_decide``)."""

    def does(now: Case, act: Act, _row: FollowUp) -> None:
        found = _found(now, kind, decided=True)
        if not policy.may_decide(now, doer.by, found):
            raise Refused("not_yours_to_decide", _("提的人和被评的人，不能审这一件。"))
        act.change(found, lifted=act.at)
        _say(act, ANSWER, words, kind)

    return write_down(case, LIFT, doer, does, objects=True)


def _found(case: Case, kind: str, *, decided: bool) -> Objection:
    found = live(objections_of(case), kind)
    if found is None or (found.upheld is True) is not decided:
        raise Refused("nothing_to_decide", _("现在没有要审的。"), advice=_("可能已经有人审过了，请看最新进展。"))
    return found


def _say(act: Act, field: str, words: str, kind: str) -> None:
    act.facts["objection"] = kind
    if words:
        act.words.append(Said(field=field, text=words, audience=AUDIENCE))


def _went_on(case: Case) -> bool:
    flow = case.table
    return any(step.verb == flow.hands_on and step.after == case.state for step in flow.steps)
