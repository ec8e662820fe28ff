"""The figures of wishes. Each wish counts once in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.cases.figures import closes, is_open
from linli.cases.models import Assignment
from linli.ledger.figures import NOTHING, Dimension, Figure, Increment
from linli.wishes.rules import KINDS, MODES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from linli.ledger.told import Told

KIND = Dimension("kind", _("种类"), {str(kind): words for kind, words in KINDS})
MODE = Dimension("mode", _("认领方式"), MODES)
UNIT = _("件")
CLAIMED, FINISHED = Assignment.State.ACCEPTED, Assignment.State.FINISHED


def nouns() -> frozenset[str]:
    """The noun of their flow, in all its versions."""
    return frozenset({"wish"})


def past_nouns() -> frozenset[str]:
    """The noun of wishes that were granted before they were written down."""
    return frozenset({"past_wish"})


def _kind(told: Told) -> dict[str, str]:
    return {"kind": told.columns["kind"]}


def _taken(told: Told, state: str) -> dict[str, str]:
    """Kind, and how whoever last came to ``state`` had taken it on."""
    taken = [row for row in told.rows.values() if row["row"] == Assignment.row_name and row["state"] == state]
    last = max(taken, key=lambda row: row["answered"] or "", default={"mode": ""})
    return {**_kind(told), "mode": last["mode"]}


def _first(verb: str, split: Callable[[Told], dict[str, str]]) -> Callable[[Told], Sequence[Increment]]:
    """Count the first time that ``verb`` happens to a wish."""
    return lambda told: (Increment(split(told)),) if told.verb == verb and not told.happened(verb) else NOTHING


def _fulfilled(told: Told) -> Sequence[Increment]:
    return (Increment(_taken(told, FINISHED)),) if told.verb == "confirm" and closes(told) else NOTHING


FIGURES = (
    Figure(
        "wishes.raised",
        _("说出的心愿"),
        UNIT,
        _("期间内登记的心愿，不论后来怎样；按说出那天计，补记的也按那天。"),
        nouns,
        counts=_first("raise", _kind),
        dimensions=(KIND,),
        public=True,
    ),
    Figure(
        "wishes.published",
        _("公布的心愿"),
        UNIT,
        _("期间内第一次公布的心愿；撤下再公布的不重复算。"),
        nouns,
        counts=_first("publish", _kind),
        dimensions=(KIND,),
        public=True,
    ),
    Figure(
        "wishes.claimed",
        _("认领的心愿"),
        UNIT,
        _("期间内第一次有人认领的心愿；退回再认领的不重复算。按第一次的认领方式分。"),
        nouns,
        counts=_first("claim", lambda told: _taken(told, CLAIMED)),
        dimensions=(KIND, MODE),
        public=True,
    ),
    Figure(
        "wishes.fulfilled",
        _("办成的心愿"),
        UNIT,
        _("期间内办成并经本人或电话回访确认的心愿，按确认那天计；按办成的人的认领方式分。"),
        nouns,
        counts=_fulfilled,
        dimensions=(KIND, MODE),
        public=True,
    ),
    Figure(
        "wishes.open",
        _("没有了结的心愿"),
        UNIT,
        _("期末还没有了结的心愿：待核对、待补充、待认领、办理中、待确认都算。"),
        nouns,
        stands=lambda told: _kind(told) if is_open(told) else None,
        dimensions=(KIND,),
    ),
    Figure(
        "wishes.overdue",
        _("超时的心愿"),
        UNIT,
        _("期末还没有了结、已经记为超时的心愿；有人办了一步，就不再算超时。"),
        nouns,
        stands=lambda told: _kind(told) if is_open(told) and told.columns.get("late") else None,
        dimensions=(KIND,),
    ),
    Figure(
        "wishes.recorded",
        _("补记的办成心愿"),
        UNIT,
        _(
            "照台账补记、登记以前就已经办成的心愿，按台账写的办成那天计。没有在这里公布、认领、回访，所以不算进办成的心愿和各项比率。"
        ),
        past_nouns,
        counts=lambda told: (Increment(_kind(told)),) if told.number == 1 else NOTHING,
        dimensions=(KIND,),
    ),
)
