"""One named small town for all tests: Xiyuan street of Lanzhou, its offices, and five people in them.

The people are invented. `someone` makes more of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Protocol

import pytest
from django.test import RequestFactory

from linli.people.factors import proof
from linli.people.models import Account, Organisation
from linli.people.person import Person, person_from
from linli.people.serving.founding import found_post
from linli.people.serving.opening import OpenStreet, liaison_of, open_street
from linli.people.serving.tenures import appoint
from linli.places.load import load_five_streets
from linli.places.models import Grid, Region

if TYPE_CHECKING:
    from django.test import Client

    from linli.people.models import Post

STREET = "620103001"
HOME = "620103001004"  # 林家庄社区, where the people of the tests live and work
ELSEWHERE = "620103001006"  # 柏树巷社区, their neighbours
SINCE = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Town:
    """The open street, the community that most tests play in, its first grid, and the one beside it."""

    street: OpenStreet
    home: Region
    elsewhere: Region
    grid: Grid


@dataclass(frozen=True, slots=True)
class Someone:
    """An account of the town; `person` is read anew each time, so that it holds today's seats."""

    account: Account
    posts: tuple[Post, ...] = field(default=())

    @property
    def person(self) -> Person:
        """What permissions are decided from."""
        return person_from(self.account)

    def sign_in(self, client: Client) -> Client:
        """Let the client be this person's browser, in which they just signed in by password."""
        client.force_login(self.account)
        request = RequestFactory().get("/")
        request.session = client.session
        proof.by_password(request, self.account)
        request.session.save()
        return client


class MakeSomeone(Protocol):
    """Makes one more person, on the given posts."""

    def __call__(self, username: str = "", *, name: str = "", phone: str = "", posts: tuple[Post, ...] = ()) -> Someone:
        """Make them."""


@pytest.fixture
def town(db: None) -> Town:
    """Open the street: ten desks, a grid in each community, the street's own desk and an auditor's seat."""
    del db
    load_five_streets()
    street = open_street(STREET, grids=1)
    by_code = {community.code: community for community in street.communities}
    return Town(
        street=street,
        home=by_code[HOME],
        elsewhere=by_code[ELSEWHERE],
        grid=Grid.objects.get(street=STREET, code=f"{HOME}001"),
    )


@pytest.fixture
def someone(town: Town) -> MakeSomeone:
    """Give a maker of people."""
    del town
    numbers = count(1)

    def make(username: str = "", *, name: str = "", phone: str = "", posts: tuple[Post, ...] = ()) -> Someone:
        number = next(numbers)
        account = Account.objects.create_account(
            username=username or f"person{number}",
            name=name or f"居民{number}",
            phone=phone or f"139000{number:05}",
        )
        for post in posts:
            appoint(account, to=post, since=SINCE)
        return Someone(account, posts)

    return make


@pytest.fixture
def resident(someone: MakeSomeone) -> Someone:
    """孟晓岚, who lives here and holds no post."""
    return someone("resident", name="孟晓岚", phone="13900010001")


@pytest.fixture
def helper(someone: MakeSomeone) -> Someone:
    """屈志远, a neighbour who takes up wishes by himself."""
    return someone("helper", name="屈志远", phone="13900010002")


@pytest.fixture
def grid_worker(someone: MakeSomeone, town: Town) -> Someone:
    """柴小满, on the first grid of the home community."""
    return someone("grid", name="柴小满", posts=(town.street.grid_post(town.grid.code),))


@pytest.fixture
def desk(someone: MakeSomeone, town: Town) -> Someone:
    """边玉洁, at the desk of the home community."""
    return someone("desk", name="边玉洁", posts=(town.street.desk(HOME),))


@pytest.fixture
def other_desk(someone: MakeSomeone, town: Town) -> Someone:
    """蔺春和, at the desk next door: must not see what is not theirs."""
    return someone("other-desk", name="蔺春和", posts=(town.street.desk(ELSEWHERE),))


@pytest.fixture
def street_leader(someone: MakeSomeone, town: Town) -> Someone:
    """祁望舒, at the street's own desk."""
    return someone("street", name="祁望舒", posts=(town.street.head,))


@pytest.fixture
def auditor(someone: MakeSomeone, town: Town) -> Someone:
    """尚克勤, who sees that something was done, not what was said."""
    return someone("auditor", name="尚克勤", posts=(town.street.auditor,))


@pytest.fixture
def supervisor(someone: MakeSomeone, town: Town) -> Someone:
    """容若水, who supervises the home community for its residents: sees that, not what."""
    return someone("supervisor", name="容若水", posts=(found_post(town.home, "supervisor", street=STREET),))


@pytest.fixture
def system_admin(someone: MakeSomeone, town: Town) -> Someone:
    """霍知行, who keeps accounts and posts, and sees no case."""
    return someone("system", name="霍知行", posts=(town.street.system,))


@pytest.fixture
def security_admin(someone: MakeSomeone, town: Town) -> Someone:
    """裴静安, who watches over alarms and locks, and sees no case."""
    return someone("security", name="裴静安", posts=(town.street.security,))


@pytest.fixture
def team(town: Town) -> Organisation:
    """春柳志愿服务队, a volunteer team of the street."""
    return Organisation.objects.create(kind="volunteer_team", name="春柳志愿服务队", place=town.street.code)


@pytest.fixture
def liaison(someone: MakeSomeone, town: Town, team: Organisation) -> Someone:
    """卓一帆, who speaks for the volunteer team."""
    return someone("liaison", name="卓一帆", posts=(liaison_of(team, place=town.street.region),))
