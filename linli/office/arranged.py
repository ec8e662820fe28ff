"""What was arranged, in words: the record of a street, and the one thing that was done a moment ago."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from linli.flows.roles import actor_of
from linli.ledger import actors
from linli.office.words import DID, NUMBERED, OPEN, WHY
from linli.people.models import Account, Arrangement
from linli.people.person import person_of
from linli.places.naming import place_name

if TYPE_CHECKING:
    from django.http import HttpRequest

DONE = "done"
"""The name under which an address says which arrangement led to it."""
ABOUT = ("post", "account", "successor", "organisation")


def newest(street: str, number: int) -> list[dict[str, Any]]:
    """So many of the street's, the newest first."""
    wanted = Arrangement.objects.filter(street=street).select_related(*ABOUT)
    found = list(wanted.order_by("-at", "-id")[:number])
    by = {one.pk: one.masked_name for one in Account.objects.filter(pk__in={one.by for one in found})}
    return [told(one, who=_("服务器") if one.by == actors.SYSTEM else by.get(one.by, "")) for one in found]


def just_done(request: HttpRequest, street: str) -> dict[str, Any] | None:
    """What this person did before they were led here; None for an address that says nothing of theirs."""
    try:
        key = UUID(request.GET.get(DONE, ""))
    except ValueError:
        return None
    own = Arrangement.objects.filter(street=street, pk=key, by=actor_of(person_of(request)))
    found = own.select_related(*ABOUT).first()
    return told(found) if found else None


def told(one: Arrangement, *, who: str = "") -> dict[str, Any]:
    """One arrangement: what, who, about whom and what, from when until when."""
    about = (
        one.place and place_name(one.place),
        one.account and one.account.masked_name,
        one.successor and f"→ {one.successor.masked_name}",
        one.post and one.post.title,
        one.organisation and one.organisation.name,
        one.reason and str(WHY[one.reason]),
    )
    return {
        "what": DID[one.verb],
        "who": who,
        "about": [part for part in about if part],
        "on": one.on,
        "until": one.until,
        "number": None if one.number is None else NUMBERED.get(one.verb, OPEN) % {"num": one.number},
        "at": one.at,
    }
