"""Who acts at a post on a day: its holder; a stand-in while nobody before them is present; nobody who is away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.kit.refused import Refused
from linli.people.models import Account, Leave, Post, Tenure
from linli.people.person import person_from
from linli.people.presence import manned
from linli.people.serving.tenures import appoint, come_back, go_on_leave, hand_over, relieve, stand_in
from tests.town import HOME, SINCE, STREET, MakeSomeone, Someone, Town

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def second(someone: MakeSomeone, town: Town) -> Someone:
    """The B of the home desk's A."""
    one = someone("second", name="苗青禾")
    stand_in(one.account, at=town.street.desk(HOME), since=SINCE)
    return one


@pytest.fixture
def third(someone: MakeSomeone, town: Town, second: Someone) -> Someone:
    """Whoever comes after the second."""
    del second
    one = someone("third", name="柯临川")
    stand_in(one.account, at=town.street.desk(HOME), since=SINCE)
    return one


def at_desk(people: Sequence[Someone], day: date) -> list[str]:
    """Who acts at the desk, as each of them sees it; what the page of posts says must be the same."""
    seated = [one.account.username for one in people if person_from(one.account, on=day).has("desk")]
    (desk,) = manned([Post.objects.get(role="desk", place=HOME)], street=STREET, day=day)
    assert [tenure.account.username for tenure in desk.acting] == seated
    assert desk.vacant == (not seated)
    return seated


def away(one: Someone, since: date = DAY, until: date = NEXT) -> None:
    go_on_leave(one.account, street=STREET, since=since, until=until)


def test_a_stand_in_acts_only_while_the_holder_is_away(desk: Someone, second: Someone, third: Someone) -> None:
    team = (desk, second, third)
    away(desk)
    assert at_desk(team, DAY - timedelta(days=1)) == ["desk"]
    assert at_desk(team, DAY) == ["second"]
    assert at_desk(team, NEXT) == ["desk"]


def test_where_a_stand_in_is_away_too_the_next_one_acts_and_after_the_last_nobody(
    desk: Someone, second: Someone, third: Someone
) -> None:
    team = (desk, second, third)
    away(desk)
    away(second)
    assert at_desk(team, DAY) == ["third"]
    away(third)
    assert at_desk(team, DAY) == []
    assert at_desk(team, NEXT) == ["desk"]


def test_of_two_holders_one_is_enough(town: Town, desk: Someone, second: Someone, someone: MakeSomeone) -> None:
    other = someone("other", posts=(town.street.desk(HOME),))
    away(desk)
    assert at_desk((desk, second, other), DAY) == ["other"]


def test_a_closed_account_is_not_present(desk: Someone, second: Someone) -> None:
    Account.objects.filter(pk=desk.account.pk).update(is_active=False)
    assert person_from(second.account, on=DAY).has("desk")


def test_a_post_without_a_holder_is_looked_after_by_its_stand_in(town: Town, desk: Someone, second: Someone) -> None:
    relieve(desk.account, of=town.street.desk(HOME), on=DAY)
    assert at_desk((desk, second), DAY) == ["second"]


def test_who_comes_back_early_acts_from_that_day(desk: Someone, second: Someone) -> None:
    away(desk, until=DAY + timedelta(days=30))
    away(desk, since=DAY + timedelta(days=60), until=DAY + timedelta(days=61))
    come_back(desk.account, street=STREET, on=NEXT)
    assert at_desk((desk, second), DAY) == ["second"]
    assert at_desk((desk, second), NEXT) == ["desk"]
    assert Leave.objects.count() == 1


def test_leave_is_taken_once_and_never_backwards(desk: Someone) -> None:
    away(desk)
    away(desk)
    assert Leave.objects.count() == 1
    for since, until, why in ((DAY, DAY, "leave_unclear"), (DAY, NEXT + timedelta(days=9), "leave_twice")):
        with pytest.raises(Refused) as refusal:
            away(desk, since, until)
        assert refusal.value.code == why


def test_no_two_stand_in_at_the_same_turn(town: Town, second: Someone, someone: MakeSomeone) -> None:
    del second
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenure.objects.create(
            street=STREET, post=town.street.desk(HOME), account=someone().account, since=SINCE, turn=1
        )


def test_a_stand_in_can_become_the_holder(town: Town, desk: Someone, second: Someone) -> None:
    hand_over(town.street.desk(HOME), old=desk.account, new=second.account, on=DAY)
    assert at_desk((desk, second), DAY - timedelta(days=1)) == ["desk"]
    assert at_desk((desk, second), DAY) == ["second"]
    assert Tenure.objects.get(account=second.account, until=None).turn == 0


def test_a_hand_over_leaves_no_day_between_and_counts_once(town: Town, desk: Someone, resident: Someone) -> None:
    for _again in range(2):
        hand_over(town.street.desk(HOME), old=desk.account, new=resident.account, on=DAY)
    assert at_desk((desk, resident), DAY - timedelta(days=1)) == ["desk"]
    assert at_desk((desk, resident), DAY) == ["resident"]
    assert Tenure.objects.count() == 2


def test_only_who_holds_a_post_hands_it_over(town: Town, desk: Someone, resident: Someone, helper: Someone) -> None:
    del desk
    post = town.street.desk(HOME)
    for old, new, why in ((resident, helper, "not_the_holder"), (resident, resident, "same_person")):
        with pytest.raises(Refused) as refusal:
            hand_over(post, old=old.account, new=new.account, on=DAY)
        assert refusal.value.code == why


def test_a_tenure_that_was_to_come_can_be_taken_back(town: Town, resident: Someone) -> None:
    ahead = timezone.localdate() + timedelta(days=5)
    appoint(resident.account, to=town.street.desk(HOME), since=ahead)
    relieve(resident.account, of=town.street.desk(HOME), on=timezone.localdate())
    assert not person_from(resident.account, on=ahead).has("desk")


def test_seats_are_one_statement_and_all_posts_of_a_street_three(town: Town, desk: Someone, third: Someone) -> None:
    person_from(desk.account)
    with CaptureQueriesContext(connection) as taken:
        person_from(third.account)
    assert len(taken) == 1
    with CaptureQueriesContext(connection) as taken:
        found = manned(Post.objects.filter(street=STREET), street=STREET, day=DAY)
    assert len(found) > 20
    assert len(taken) == 3
    del town
