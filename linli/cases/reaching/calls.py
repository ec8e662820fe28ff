"""Names and numbers of those who have to be told, whole: each row is a look, written down before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from linli.cases.models import Case
from linli.cases.privacy import looked
from linli.cases.reaching import listing
from linli.kit.refused import Refused

if TYPE_CHECKING:
    from linli.cases.reaching.listing import Chosen
    from linli.people.person import Person, Seat

REASON = "call"
FIELDS = ("name", "phone")


class Seen(NamedTuple):
    """A row that is about to be shown: its case, the seat from which it is, the names of what is shown."""

    case: Case
    seat: Seat
    fields: tuple[str, ...]


def open_numbers(chosen: Chosen, person: Person, *, most: int, token: str) -> list[dict[str, Any]]:
    """The first ``most`` rows with whole names and numbers. Raises AlreadySent, Refused (``nobody_to_call``)."""
    rows = list(chosen.rows()[:most])
    people = listing.whom(rows, chosen.seats)
    readable = [row for row in rows if people[row.pk].phone or people[row.pk].name]
    if not readable:
        raise Refused("nobody_to_call", _("这里没有能看到电话的人。"), advice=_("换个筛选条件看看。"))
    seen = [Seen(_case(row), _seat(row, chosen), FIELDS) for row in readable]
    looked.write_down(seen, by=person, token=token, reason=REASON)
    masked = listing.shown_rows(readable, chosen.seats)
    return [
        told | {"name": people[row.pk].name, "phone": people[row.pk].phone}
        for row, told in zip(readable, masked, strict=True)
    ]


def _case(row: Any) -> Case:
    return Case(street=row.street, id=row.stream, place=row.place)


def _seat(row: Any, chosen: Chosen) -> Seat:
    return next(seat for seat in chosen.seats if seat.covers(row.place))
