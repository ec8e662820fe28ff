"""Who lives, helps and serves in the scenario of 西园街道: other people with every seed, the same posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from linli.demo import invented
from linli.demo.people import SIGN_INS, desk_at, speaks_for
from linli.demo.people import settle as settle_signed_in
from linli.people.models import Account
from linli.people.person import Person, person_from
from linli.people.serving.tenures import appoint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from random import Random

    from linli.people.serving.opening import OpenStreet

RESIDENTS, WITHOUT_ACCOUNT = 30, 60
FIRST_NUMBER = 100
ORGANISATIONS = (
    ("volunteer_team", "红柳志愿服务队"),
    ("volunteer_team", "巧手修理队"),
    ("volunteer_team", "夕照陪伴队"),
    ("volunteer_team", "知心学伴队"),
    ("party_branch", "和顺里支部"),
    ("party_branch", "工林佳苑支部"),
    ("party_branch", "春柳小区支部"),
    ("resident_unit", "星河小学"),
    ("resident_unit", "康宁门诊部"),
    ("resident_unit", "丰登农贸市场"),
)
WAYS = {"member": 40, "team": 27, "branch": 15, "unit": 13, "self": 5}
"""How often of a hundred a wish is taken on in which way."""
WAY_OF = {"volunteer_team": "team", "party_branch": "branch", "resident_unit": "unit"}


@dataclass(frozen=True)
class Wisher:
    """Somebody with a wish: who says it at which place, for whom, under which name; ``called`` if the desk asks by phone."""

    place: str
    by: Person
    whom: str
    name: str
    phone: str
    desk: Person
    called: bool


@dataclass(frozen=True)
class Helper:
    """Somebody who takes wishes on, and how: as they are, as a member of the Party, or for an organisation."""

    by: Person
    mode: str
    organisation: str = ""

    @property
    def way(self) -> str:
        """The answer to how they claim."""
        return f"{self.mode}:{self.organisation}" if self.organisation else self.mode


@dataclass(frozen=True)
class Neighbourhood:
    """Everybody: residents who sign in, people who are met on visits as (name, number), and who helps."""

    residents: tuple[Wisher, ...]
    visited: tuple[Wisher, ...]
    helpers: tuple[Helper, ...]

    def wisher(self, chance: Random) -> Wisher:
        """Somebody; more of them are met on a visit than come by themselves."""
        return chance.choice(self.visited) if chance.random() < 3 / 5 else self.resident(chance)

    def resident(self, chance: Random) -> Wisher:
        """Somebody who signs in."""
        return chance.choice(self.residents)

    def helpers_in_turn(self, chance: Random, *, but: Wisher) -> Iterator[Helper]:
        """Who may be asked, one after the other: first those who help in the way that chance chose."""
        way = chance.choices(list(WAYS), list(WAYS.values()))[0]
        others = [one for one in self.helpers if one.by.account_id != but.by.account_id]
        chance.shuffle(others)
        yield from sorted(others, key=lambda one: one.mode != way)


def settle(street: OpenStreet, chance: Random, *, password: str, since: date) -> Neighbourhood:
    """Make the accounts, give out the posts, and say who lives where; the posts are held since well before ``since``."""
    names, before = invented.names(chance), since - timedelta(days=400)
    cast = settle_signed_in(street, password=password, names=list(islice(names, len(SIGN_INS) + 8)), since=before)
    numbers = invented.numbers(FIRST_NUMBER)
    residents = [_account(f"r{one}", next(names), next(numbers)) for one in range(RESIDENTS)]
    rounds = _grid_workers(street, names, numbers, before)
    visited = []
    for _one in range(WITHOUT_ACCOUNT):
        place = chance.choice(list(rounds))
        known = next(names), next(numbers) if chance.random() < 4 / 5 else ""
        visited.append(Wisher(f"{place}001", rounds[place], "other", *known, desk_at(street, place), called=True))
    return Neighbourhood(
        residents=tuple(_resident(street, account, chance) for account in residents),
        visited=tuple(visited),
        helpers=(
            *(Helper(one, mode) for one in cast.neighbours for mode in ("member", "self")),
            *_organisations(street, names, numbers, before),
        ),
    )


def _resident(street: OpenStreet, account: Account, chance: Random) -> Wisher:
    place = chance.choice(street.communities).code
    by = person_from(account)
    return Wisher(place, by, "self", account.name, account.phone, desk_at(street, place), called=False)


def _account(username: str, name: str, phone: str) -> Account:
    """Somebody who signs in with a code alone: a password for each of them would take a minute to make."""
    return Account.objects.create_account(username=username, name=name, phone=phone, is_demo=True)


def _grid_workers(street: OpenStreet, names: Iterator[str], numbers: Iterator[str], since: date) -> dict[str, Person]:
    """Who goes round the first grid of each community."""
    found = {}
    for community in street.communities:
        account = _account(f"g{community.code[-3:]}", next(names), next(numbers))
        appoint(account, to=street.grid_post(f"{community.code}001"), since=since)
        found[community.code] = person_from(account)
    return found


def _organisations(street: OpenStreet, names: Iterator[str], numbers: Iterator[str], since: date) -> Iterator[Helper]:
    for number, (kind, name) in enumerate(ORGANISATIONS):
        account = _account(f"o{number}", next(names), next(numbers))
        post = speaks_for(street.communities[number % len(street.communities)], kind, name)
        appoint(account, to=post, since=since)
        yield Helper(person_from(account), WAY_OF[kind], str(post.organisation_id))
