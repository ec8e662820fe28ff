"""Consents in a case: given in a form, noted from a call or a paper, taken back at any time with effect at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.cases.models import Consent
from linli.cases.privacy.sensitive import spoken_of
from linli.flows.doors import note
from linli.kit.ids import uuid7
from linli.kit.refused import Refused
from linli.people import purposes
from linli.people.purposes import Basis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from linli.cases.models import Case
    from linli.flows.act import Act
    from linli.people.person import Person
    from linli.people.purposes import Channel, Purpose

AGREE, TAKE_BACK = "agree", "take_back"
"""The verbs of the two events, behind the noun of the flow."""


@dataclass(frozen=True)
class Asked:
    """That cases of the flows of ``noun`` ask for consent to ``purpose``.

    ``stops`` runs in the act that takes it back and ends the use at once; ``then`` may take further steps on the case
    afterwards, in the same transaction.
    """

    noun: str
    purpose: Purpose
    stops: Callable[[Act], None]
    then: Callable[[Case, datetime], object]


_asked: dict[tuple[str, str], Asked] = {}


def declare(asked: Asked) -> None:
    """Ask for it. Called from ``AppConfig.ready()``."""
    purposes.declare(asked.purpose)
    _asked[asked.noun, asked.purpose.code] = asked


def asked_of(case: Case) -> list[Asked]:
    """What people are asked for in cases of this flow."""
    return [each for (noun, _code), each in _asked.items() if noun == case.table.noun]


def found(act: Act, purpose: Purpose) -> Consent | None:
    """The consent that stands, in whatever wording; None where there is none or it was taken back."""
    live = cast("Case", act.record).live_consents if not act.record._state.adding else []
    return next((row for row in live if row.purpose == purpose.code), None)


def give(act: Act, purpose: Purpose, channel: Channel) -> None:
    """Let somebody agree, in the course of a step; what stands already stays as it is."""
    if found(act, purpose) is not None:
        return
    act.add(
        Consent(
            id=uuid7(),
            street=act.record.street,
            case_id=act.record.id,
            purpose=purpose.code,
            wording=purpose.wording,
            channel=channel,
            given=act.at,
        )
    )


def need_separate(case: Case, words: Iterable[str]) -> None:
    """Refused (``needs_separate_consent``) where new words speak of health and the case has no consent to that."""
    spoken = next((found for text in words if (found := spoken_of(text))), "")
    separate = {each.purpose.code for each in asked_of(case) if each.purpose.basis is Basis.SEPARATE}
    if spoken and separate and not separate & {row.purpose for row in case.live_consents}:
        raise Refused(
            "needs_separate_consent",
            _("写到了“%(word)s”，这要您单独同意，没有更正。") % {"word": spoken},
            advice=_("请先在“同意了什么”里同意，或者改写这一句。"),
        )


def agree(
    case: Case, purpose: Purpose, *, by: Person, held: str, at: datetime, channel: Channel, token: str = ""
) -> Case:
    """Write down a consent outside of any step, by somebody in the role ``held``. Whoever calls has asked who may."""

    def does(act: Act) -> bool:
        if found(act, purpose) is not None:
            return False
        give(act, purpose, channel)
        act.facts |= {"as": held, "consent": purpose.code}
        return True

    return note(case, AGREE, by=by, at=at, does=does, token=token)


def take_back(case: Case, purpose: Purpose, *, by: Person, held: str, at: datetime, token: str = "") -> Case:
    """Take a consent back: the use stops with the same event, and what else follows is in the same transaction."""
    asked = _asked[case.table.noun, purpose.code]

    stood: list[Consent] = []

    def does(act: Act) -> bool:
        row = found(act, purpose)
        if row is None:
            return False
        stood.append(row)
        act.change(row, withdrawn=act.at)
        act.facts |= {"as": held, "consent": purpose.code}
        asked.stops(act)
        return True

    with transaction.atomic():
        taken = note(case, TAKE_BACK, by=by, at=at, does=does, token=token)
        if stood:
            asked.then(taken, at)
    return taken
