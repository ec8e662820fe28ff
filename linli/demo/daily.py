"""What happens beside the wishes: who belongs to a team, who agreed to what, who looked at whose data, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from linli.cases.models import Case
from linli.cases.pages.look_pages import seat_of
from linli.cases.privacy import consents as of_cases
from linli.cases.reach import within
from linli.cases.reading.shown import identifiers
from linli.people import consents, looks
from linli.people.models import Account, Organisation
from linli.people.serving import organisations
from linli.wishes.agreeing import PREFILL, PUBLISH

if TYPE_CHECKING:
    from datetime import datetime

    from linli.demo.people import Cast
    from linli.people.person import Person

WHY = (("call", ""), ("visit", ""), ("verify", ""), ("other", "邻居说门敲不开，先联系本人"))
"""Reasons for which the desk saw somebody's data whole."""
MASKED = 8
"""How many cases the desk opened today."""


def go_on(street: str, cast: Cast, *, now: datetime) -> None:
    """Let it all happen, through the same verbs as everything else."""
    _join_teams(street, cast)
    for person, days in ((cast["resident"], 30), (cast.neighbours[0], 12)):
        if person.account_id:
            consents.give(account=person.account_id, purpose=PREFILL, at=now - timedelta(days=days))
    _take_back(cast, now)
    _look(street, cast["desk"])


def _join_teams(street: str, cast: Cast) -> None:
    since = timezone.localdate() - timedelta(days=300)
    keys = [person.account_id for person in (cast["helper"], *cast.neighbours) if person.account_id]
    accounts = [Account.objects.get(pk=key) for key in keys]
    for number, team in enumerate(Organisation.objects.filter(place=street, active=True).order_by("id")):
        for account in accounts[number::2]:
            organisations.join(account, organisation=team, street=street, since=since + timedelta(days=20 * number))


def _take_back(cast: Cast, now: datetime) -> None:
    """One of those who wait thinks better of it: the wish is taken down at once."""
    for case in Case.objects.filter(state="published").order_by("began"):
        applicant = case.participants.filter(street=case.street, role="applicant").first()
        person = next((one for one in cast.neighbours if applicant and one.account_id == applicant.account_id), None)
        if person is not None:
            of_cases.take_back(case, PUBLISH, by=person, held="applicant", at=now)
            return


def _look(street: str, desk: Person) -> None:
    """The desk opens its cases, and has a reason to see a few of them whole."""
    reasons = iter(WHY)
    opened = 0
    for case in Case.objects.filter(within(desk.seats[0].code), street=street).order_by("-began"):
        seat, known = seat_of(case, desk), identifiers(case, desk)
        if seat is None or not known or desk.account_id is None:
            continue
        told = {"street": case.street, "stream": case.id, "viewer": desk.account_id, "seat": seat}
        looks.note_masked(**told)  # type: ignore[arg-type]
        opened += 1
        if opened % 2 and (why := next(reasons, None)):
            fields = tuple(asked.name for asked, _text in known)
            looks.note_whole(**told, fields=fields, reason=why[0], words=why[1])  # type: ignore[arg-type]
        if opened == MASKED:
            return
