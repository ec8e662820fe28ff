"""What may be done to a case's clock, by whom: one table, from which buttons and pages are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.cases import clocks
from linli.cases.timing import extensions, pauses, reckoning, supervision
from linli.cases.timing.clock_words import DONE, length
from linli.forms.fields import Field, Form
from linli.kit.working_time import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from linli.cases.models import Case
    from linli.cases.timing.noting import Doer
    from linli.kit.words import Words

DESK = ("desk", "responsible")
STREET = ("street",)


@dataclass(frozen=True)
class Deed:
    """``who`` may do ``verb`` where ``fits``; ``asks`` are its questions, ``does`` carries it out with the answers."""

    verb: str
    who: tuple[str, ...]
    asks: Form
    fits: Callable[[Case], bool]
    does: Callable[[Case, Doer, Mapping[str, Any]], object]
    intro: Words

    @property
    def label(self) -> Words:
        """What is on the button."""
        return DONE[self.verb]


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


def _runs(case: Case) -> bool:
    return case.closed is None and case.paused is None


DEEDS = {
    deed.verb: deed
    for deed in (
        Deed(
            pauses.PAUSE,
            DESK,
            WHY_PAUSED,
            lambda case: _runs(case) and not case.late and bool(pauses.reasons_for(case)),
            lambda case, doer, told: pauses.pause(case, doer, reason=told["reason"]),
            _("暂停的时间不算在时限里。原因和起止时间本人看得到。"),
        ),
        Deed(
            pauses.RESUME,
            DESK,
            NOTHING,
            lambda case: case.paused is not None,
            lambda case, doer, _told: pauses.resume(case, doer),
            _("从现在起接着算，暂停的时间往后顺延。"),
        ),
        Deed(
            extensions.EXTEND,
            DESK,
            HOW_LONG,
            lambda case: _runs(case) and not case.late and extensions.most_for(case) > 0,
            lambda case, doer, told: extensions.extend(case, doer, by=int(told["by"]), why=told["why"]),
            _("到期以前才能延长，并要告诉本人原因。"),
        ),
        Deed(
            supervision.URGE,
            STREET,
            INSTRUCTION,
            _runs,
            lambda case, doer, told: supervision.urge(case, doer, words=told["words"]),
            _("提醒负责的社区尽快办。写的话只有社区工作人员看得到。"),
        ),
        Deed(
            supervision.SUPERVISE,
            STREET,
            INSTRUCTION,
            lambda case: case.closed is None and case.supervised is None,
            lambda case, doer, told: supervision.supervise(case, doer, words=told["words"]),
            _("由街道盯着办，直到办结或者解除。写的话只有社区工作人员看得到。"),
        ),
        Deed(
            supervision.LIFT,
            STREET,
            NOTHING,
            lambda case: case.supervised is not None,
            lambda case, doer, _told: supervision.lift(case, doer),
            _("街道不再盯着这件事。"),
        ),
        Deed(
            reckoning.RECOMPUTE,
            (*DESK, *STREET),
            NOTHING,
            lambda case: case.closed is None and reckoning.by_the_rules_of_today(case) != reckoning.promised(case),
            lambda case, doer, _told: reckoning.recompute(case, doer),
            _("按现在的规定和放假安排重新算。原来答应的日子会改，本人看得到。"),
        ),
    )
}
ROLES = frozenset(role for deed in DEEDS.values() for role in deed.who)


def held_for(deed: Deed, held: frozenset[str]) -> str:
    """As what somebody with the roles ``held`` does it; '' where they may not."""
    return next((role for role in deed.who if role in held), "")


def buttons(case: Case, held: frozenset[str], *, recompute: bool = False) -> list[dict[str, Any]]:
    """The lesser buttons of the case; whether it may be recomputed is looked up only where that is asked for."""
    if not held & ROLES or case.closed is not None:
        return []
    return [
        {"label": deed.label, "url": url_of(case, verb), "plain": True}
        for verb, deed in DEEDS.items()
        if held_for(deed, held) and (recompute or verb != reckoning.RECOMPUTE) and deed.fits(case)
    ]


def url_of(case: Case, verb: str) -> str:
    """The page of a deed."""
    return reverse("case_clock_deed", args=[case.street, case.id, verb])
