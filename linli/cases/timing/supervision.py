"""The street looks after a case: a reminder (催办), and watching over it until that is lifted (督办). Both are events.

They name no worker: what is reminded is the desk or organisation that answers for the case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.cases.deeds.noting import Doer, write_down
from linli.flows.table import HANDLERS
from linli.kit.refused import Refused
from linli.ledger.events import Words as Said

if TYPE_CHECKING:
    from linli.cases.models import Case
    from linli.flows.act import Act

URGE, SUPERVISE, LIFT = "urge", "supervise", "lift"
FIELD = "instruction"


def urge(case: Case, doer: Doer, *, words: str = "") -> Case:
    """Remind whoever answers for the case."""

    def does(now: Case, act: Act) -> bool:
        now.urged += 1
        _say(now, act, words)
        return True

    return write_down(case, URGE, doer, does)


def supervise(case: Case, doer: Doer, *, words: str = "") -> Case:
    """Watch over the case from now on. Refused where the street does already."""

    def does(now: Case, act: Act) -> bool:
        if now.supervised is not None:
            raise Refused("supervised_already", _("已经在督办了。"))
        now.supervised = act.at
        _say(now, act, words)
        return True

    return write_down(case, SUPERVISE, doer, does)


def lift(case: Case, doer: Doer) -> Case:
    """Watch over it no longer."""

    def does(now: Case, _act: Act) -> bool:
        if now.supervised is None:
            raise Refused("not_supervised", _("现在没有督办。"))
        now.supervised = None
        return True

    return write_down(case, LIFT, doer, does)


def _say(now: Case, act: Act, words: str) -> None:
    """What the street says with it, for those who handle the case."""
    if words and HANDLERS in now.table.audiences:
        act.words.append(Said(field=FIELD, text=words, audience=HANDLERS))
