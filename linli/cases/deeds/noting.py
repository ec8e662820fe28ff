"""What is done to a case beside the steps of its flow: who does it as what, written down once, on the case as it was shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from linli.flows.answers import Stale
from linli.flows.doors import note
from linli.kit.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from linli.cases.models import Case
    from linli.flows.act import Act
    from linli.people.person import Person


@dataclass(frozen=True)
class Doer:
    """``by`` acts in the role ``held`` at ``at`` on the ``version`` that they saw; ``token`` is their form's."""

    by: Person
    held: str
    at: datetime
    version: int | None = None
    token: str = ""


def write_down(case: Case, verb: str, doer: Doer, does: Callable[[Case, Act], bool]) -> Case:
    """Write the event ``verb``; ``does`` changes the locked case and says what the event says, False for nothing.

    Whoever calls has asked who may. Raises Stale, AlreadySent, Refused (``closed`` and what ``does`` refuses).
    """

    def work(act: Act) -> bool:
        now: Case = act.record  # type: ignore[assignment]
        if doer.version is not None and doer.version != now.version:
            raise Stale(now)
        if now.closed is not None:
            raise Refused("closed", _("这件事已经办结，没有时限在走。"))
        act.facts["as"] = doer.held
        return does(now, act)

    return note(case, verb, by=doer.by, at=doer.at, does=work, token=doer.token)
