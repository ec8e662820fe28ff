"""What may be done to a case's clock, by whom: one table, from which buttons and pages are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from linli.cases import clocks
from linli.cases.deeds.table import Deed, Room
from linli.cases.timing import extensions, pauses, reckoning, supervision
from linli.cases.timing.clock_words import DONE, length
from linli.forms.fields import Field, Form
from linli.kit.working_time import Span
from linli.ui import dates

if TYPE_CHECKING:
    from linli.cases.models import Case
    from linli.kit.words import Words

DESK = ("desk", "responsible")
STREET = ("street",)


def _reasons(case: Any) -> tuple[tuple[str, Words], ...]:
    return pauses.reasons_for(case)


def _lengths(case: Any) -> tuple[tuple[str, Words], ...]:
    unit = clocks.limit_of(case).unit
    return tuple((str(number), length(Span(number, unit))) for number in range(1, extensions.most_for(case) + 1))


WHY_PAUSED = Form((Field("reason", _("为什么暂停？"), kind="choice", choices=_reasons),))
HOW_LONG = Form(
    (
        Field("by", _("延长多久？"), kind="choice", choices=_lengths),
        Field(
            "why",
            _("对本人怎么说？"),
            kind="long",
            help=_("这段话本人看得到。写清为什么要延长、接下来怎么办。"),
            most=200,
            private=True,
            audience=extensions.TOLD_TO,
        ),
    )
)
INSTRUCTION = Form((Field("words", _("要说什么？"), kind="long", required=False, most=200, private=True),))
NOTHING = Form()


def _before_and_after(case: Case) -> list[tuple[Words, str]]:
    facts: list[tuple[Words, str]] = _promised(case)
    return [*facts, (_("按现在的规定到"), dates.until(reckoning.by_the_rules_of_today(case).due))] if facts else []


def _promised(case: Case) -> list[tuple[Words, str]]:
    return [(_("现在到"), dates.until(case.due))] if case.due else []


def _runs(case: Case) -> bool:
    return case.closed is None and case.paused is None


DEEDS = {
    deed.verb: deed
    for deed in (
        Deed(
            pauses.PAUSE,
            DONE[pauses.PAUSE],
            DESK,
            WHY_PAUSED,
            lambda case: _runs(case) and not case.late and bool(pauses.reasons_for(case)),
            lambda case, doer, told: pauses.pause(case, doer, reason=told["reason"]),
            _("暂停的时间不算在时限里。原因和起止时间本人看得到。"),
            facts=_promised,
        ),
        Deed(
            pauses.RESUME,
            DONE[pauses.RESUME],
            DESK,
            NOTHING,
            lambda case: case.paused is not None,
            lambda case, doer, _told: pauses.resume(case, doer),
            _("从现在起接着算，暂停的时间往后顺延。"),
            facts=_promised,
        ),
        Deed(
            extensions.EXTEND,
            DONE[extensions.EXTEND],
            DESK,
            HOW_LONG,
            lambda case: _runs(case) and not case.late and extensions.most_for(case) > 0,
            lambda case, doer, told: extensions.extend(case, doer, by=int(told["by"]), why=told["why"]),
            _("到期以前才能延长，并要告诉本人原因。"),
            facts=_promised,
        ),
        Deed(
            supervision.URGE,
            DONE[supervision.URGE],
            STREET,
            INSTRUCTION,
            _runs,
            lambda case, doer, told: supervision.urge(case, doer, words=told["words"]),
            _("提醒负责的社区尽快办。写的话只有社区工作人员看得到。"),
            facts=_promised,
        ),
        Deed(
            supervision.SUPERVISE,
            DONE[supervision.SUPERVISE],
            STREET,
            INSTRUCTION,
            lambda case: case.closed is None and case.supervised is None,
            lambda case, doer, told: supervision.supervise(case, doer, words=told["words"]),
            _("由街道盯着办，直到办结或者解除。写的话只有社区工作人员看得到。"),
            facts=_promised,
        ),
        Deed(
            supervision.LIFT,
            DONE[supervision.LIFT],
            STREET,
            NOTHING,
            lambda case: case.supervised is not None,
            lambda case, doer, _told: supervision.lift(case, doer),
            _("街道不再盯着这件事。"),
            facts=_promised,
        ),
        Deed(
            reckoning.RECOMPUTE,
            DONE[reckoning.RECOMPUTE],
            (*DESK, *STREET),
            NOTHING,
            lambda case: case.closed is None and reckoning.by_the_rules_of_today(case) != reckoning.promised(case),
            lambda case, doer, _told: reckoning.recompute(case, doer),
            _("按现在的规定和放假安排重新算。原来答应的日子会改，本人看得到。"),
            facts=_before_and_after,
        ),
    )
}
ROLES = frozenset(role for deed in DEEDS.values() for role in deed.who)
ROOM = Room("case_clock_deed", DEEDS)


def buttons(case: Case, held: frozenset[str], *, recompute: bool = False) -> list[dict[str, Any]]:
    """The lesser buttons of the case; whether it may be recomputed is looked up only where that is asked for."""
    if not held & ROLES or case.closed is not None:
        return []
    return ROOM.buttons(case, held, but=() if recompute else (reckoning.RECOMPUTE,))
