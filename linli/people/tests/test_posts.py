"""A post stands in one place, is held for a time, and is what a person acts from."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import timezone

from linli.people.models import Account, Organisation, Post, Tenure
from linli.people.person import Person, person_from, person_of
from linli.people.serving import opening
from linli.people.serving.opening import open_street, seat
from linli.people.serving.tenures import appoint, relieve
from linli.places.grids import ordinal
from linli.places.models import Grid, Region
from tests.town import ELSEWHERE, HOME, SINCE, STREET, MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db


def test_opening_a_street_gives_every_community_a_desk_and_every_grid_a_post(town: Town) -> None:
    communities = Region.objects.communities_of(STREET).count()
    counts = {
        role: Post.objects.filter(street=STREET, role=role).count()
        for role in ("desk", "street", "grid", "auditor", "system", "security")
    }
    once = {"street": 1, "auditor": 1, "system": 1, "security": 1}
    assert counts == {"desk": communities, "grid": communities, **once}
    assert town.street.desk(HOME).code == HOME
    assert town.street.head.code == STREET
    assert town.street.grid_post(town.grid.code).code == town.grid.code


def test_opening_a_street_again_changes_nothing_and_more_grids_can_follow(town: Town) -> None:
    before = set(Post.objects.values_list("id", flat=True))
    assert open_street(STREET, grids=1) == town.street
    assert set(Post.objects.values_list("id", flat=True)) == before
    open_street(STREET, grids=3)
    assert Grid.objects.filter(street=STREET, code__startswith=HOME).count() == 3
    assert before < set(Post.objects.values_list("id", flat=True))


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("code", ["620103", "999999999", HOME, ""])
def test_only_a_street_that_was_loaded_is_opened(code: str) -> None:
    with pytest.raises(Region.DoesNotExist):
        open_street(code)


@pytest.mark.parametrize(("number", "text"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")])
def test_grids_are_numbered_as_they_are_spoken(number: int, text: str) -> None:
    assert ordinal(number) == text


def test_a_post_is_where_its_role_belongs(town: Town, team: Organisation) -> None:
    right: dict[str, Any] = {
        "street": STREET,
        "role": "auditor",
        "kind": "community",
        "place": HOME,
        "title": "社区监督员",
    }
    Post.objects.create(**right)
    for wrong in (
        {"role": "boss"},
        {"role": "grid"},
        {"role": "liaison"},
        {"grid": town.grid},
        {"organisation": team},
        {"title": ""},
        {"role": "desk"},  # there is one desk for the community already
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.create(**right | wrong)


def test_a_seat_lies_in_a_street_and_its_grid_in_its_community(town: Town) -> None:
    with pytest.raises(ValueError, match="above a street"):
        seat(role="auditor", place=Region.objects.by_code("620103"), title="区监督员")
    with pytest.raises(ValueError, match="does not lie in"):
        seat(role="grid", place=town.elsewhere, grid=town.grid, title="网格员")


def test_a_post_is_held_from_a_day_until_a_day(town: Town, resident: Someone) -> None:
    post, today = town.street.desk(HOME), timezone.localdate()
    assert not resident.person.has("desk")
    appoint(resident.account, to=post, since=today)
    assert resident.person.has("desk")
    assert not person_from(resident.account, on=today - timedelta(days=1)).has("desk")
    relieve(resident.account, of=post, on=today)
    assert not resident.person.has("desk")
    appoint(resident.account, to=post, since=today + timedelta(days=1))
    assert not resident.person.has("desk")
    assert person_from(resident.account, on=today + timedelta(days=1)).has("desk")


def test_a_post_is_handed_over_without_a_day_between(town: Town, desk: Someone, resident: Someone) -> None:
    day = date(2026, 6, 1)
    relieve(desk.account, of=town.street.desk(HOME), on=day)
    appoint(resident.account, to=town.street.desk(HOME), since=day)
    for on, holder in ((day - timedelta(days=1), desk), (day, resident)):
        held = Tenure.objects.on(on).filter(street=STREET, post=town.street.desk(HOME))
        assert [tenure.account for tenure in held] == [holder.account]


def test_a_post_is_taken_up_once_however_often_it_is_given(town: Town, desk: Someone) -> None:
    first = Tenure.objects.get(account=desk.account)
    assert appoint(desk.account, to=town.street.desk(HOME), since=date(2026, 3, 1)) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenure.objects.create(street=STREET, post=first.post, account=desk.account, since=SINCE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenure.objects.filter(pk=first.pk).update(until=SINCE - timedelta(days=1))


def test_a_person_acts_from_all_seats_that_the_account_holds(
    town: Town, someone: MakeSomeone, team: Organisation
) -> None:
    speaks_for = opening.liaison_of(team, place=town.street.region)
    busy = someone(posts=(town.street.desk(HOME), town.street.desk(ELSEWHERE), speaks_for)).person
    assert busy.is_known
    assert busy.places("desk") == (HOME, ELSEWHERE)
    assert busy.places("street") == ()
    assert [(one.organisation_id, one.code) for one in busy.seats if one.role == "liaison"] == [(team.pk, STREET)]
    assert {one.street for one in busy.seats} == {STREET}


def test_a_grid_seat_answers_for_its_grid_alone(town: Town, grid_worker: Someone) -> None:
    assert grid_worker.person.places("grid") == (town.grid.code,)


def test_seats_in_two_streets_are_both_found(town: Town, someone: MakeSomeone) -> None:
    other = open_street("620102001")
    both = someone(posts=(town.street.head, other.head))
    assert Account.objects.get(pk=both.account.pk).street_codes == [STREET, "620102001"]
    assert both.person.places("street") == (STREET, "620102001")


def asked(client: Client, view: Any, settings: Any) -> Any:
    """Send a request through the real middleware to a view of this test."""
    settings.ROOT_URLCONF = type("routes", (), {"urlpatterns": [path("", view)]})
    return client.get("/")


@pytest.mark.parametrize(("who", "statements"), [("desk", 3), ("resident", 2), ("", 0)])
def test_a_person_costs_three_statements_at_most(
    who: str, statements: int, request: pytest.FixtureRequest, client: Client, settings: Any
) -> None:
    seen: list[Person] = []

    def view(asking: HttpRequest) -> HttpResponse:
        seen.extend((person_of(asking), person_of(asking)))
        return HttpResponse()

    somebody: Someone | None = request.getfixturevalue(who) if who else None
    if somebody:
        somebody.sign_in(client)
    with CaptureQueriesContext(connection) as taken:
        assert asked(client, view, settings).status_code == 200
    assert len([one for one in taken.captured_queries if one["sql"].startswith("SELECT")]) == statements
    first, second = seen
    assert first is second
    assert first.account_id == (somebody.account.pk if somebody else None)
    assert first.has("desk") == (who == "desk")
