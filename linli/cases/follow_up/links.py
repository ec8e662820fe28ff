"""A link in a text message with which the person of one case answers without signing in: signed, for one asking, until it expires.

It holds the street and the key of the follow-up, which tell nothing, and a signature over both and the moment at which it
was asked: the link of an earlier asking opens nothing. When it expires is reckoned from that moment and stands nowhere in it.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - a dataclass field
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.core.signing import Signer

from linli.cases.follow_up import rules
from linli.cases.follow_up.catching_up import due
from linli.cases.follow_up.models import FollowUp
from linli.cases.policy import OWN
from linli.ledger.events import instant
from linli.ledger.tenant import STREET_DIGITS
from linli.people.person import Person, visitor

if TYPE_CHECKING:
    from linli.cases.models import Case, Participant
    from linli.notices.models import Notice

SALT = "linli.cases.follow_up.link"
STREET_BYTES, KEY_BYTES, SIGNED_BYTES = 4, 16, 12
LENGTH = 43
"""Signs of a code."""


@dataclass(frozen=True)
class Opened:
    """What a code opened: the follow-up, its case, who answers as what, and until when."""

    row: FollowUp
    case: Case
    person: Person
    held: str
    until: datetime


def code_of(row: FollowUp) -> str:
    """The code that answers this asking."""
    told = _told(row)
    return urlsafe_b64encode(told + _signature(told, row, settings.SECRET_KEY)).decode().rstrip("=")


def opened(code: str) -> Opened | None:
    """What the code opens; None for one that we never made, of an earlier asking, or of a case that nobody can speak in."""
    try:
        whole = urlsafe_b64decode(f"{code}=")
    except (Error, ValueError):
        return None
    if len(code) != LENGTH or len(whole) != STREET_BYTES + KEY_BYTES + SIGNED_BYTES:
        return None
    told, signed = whole[: STREET_BYTES + KEY_BYTES], whole[STREET_BYTES + KEY_BYTES :]
    street = str(int.from_bytes(told[:STREET_BYTES], "big")).zfill(STREET_DIGITS)
    row = FollowUp.objects.select_related("case").filter(street=street, id=UUID(bytes=told[STREET_BYTES:])).first()
    if row is None or row.asked is None:
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(secrets.compare_digest(signed, _signature(told, row, key)) for key in keys):
        return None
    speaks = speaker(row.case)
    if speaks is None:
        return None
    until = due(row.case, rules.LINK, row.asked).at
    return Opened(row, row.case, _person(row.case, speaks), speaks.role, until)


def speaker(case: Case) -> Participant | None:
    """In whose name a link answers: somebody whose matter it is, with an account or by the receipt."""
    own = (row for row in case.present_participants if row.role in OWN)
    return next((row for row in own if row.account_id is not None or row.by_receipt), None)


def of_notice(notice: Notice) -> str:
    """The code with which a notice is answered: where it tells somebody in their own matter, who is asked by a link."""
    if notice.role not in OWN:
        return ""
    rows = FollowUp.objects.filter(street=notice.street, case=notice.stream, way=FollowUp.Channel.LINK)
    row = rows.exclude(waits="").first()
    return code_of(row) if row is not None and row.asked is not None else ""


def _person(case: Case, speaks: Participant) -> Person:
    return Person(speaks.account_id) if speaks.account_id is not None else visitor({case.id: case.street})


def _told(row: FollowUp) -> bytes:
    return int(row.street).to_bytes(STREET_BYTES, "big") + row.id.bytes


def _signature(told: bytes, row: FollowUp, key: str | bytes) -> bytes:
    assert row.asked is not None  # noqa: S101 - nothing is signed before somebody is asked
    signed = Signer(key=key, salt=SALT).signature(f"{told.hex()}/{instant(row.asked)}")
    return urlsafe_b64decode(f"{signed}=")[:SIGNED_BYTES]
