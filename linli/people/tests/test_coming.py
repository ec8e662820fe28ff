"""What is arranged for a day to come is listed and can be called off, as if it had never been arranged."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from linli.kit.refused import Refused
from linli.people.models import Tenure
from linli.people.person import person_from
from linli.people.serving.coming import call_off, coming
from linli.people.serving.founding import found_post
from linli.people.serving.tenures import appoint, hand_over, relieve, stand_in
from tests.town import HOME, SINCE, STREET

if TYPE_CHECKING:
    from linli.people.models import Post
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


def after(days: int) -> date:
    return today() + timedelta(days=days)


@pytest.fixture
def lead(town: Town, desk: Someone) -> Post:
    """The secretary's post of the home community, which one alone holds: the desk's 边玉洁."""
    post = found_post(town.home, "secretary", street=STREET)
    appoint(desk.account, to=post, since=SINCE)
    return post


def spans(post: Post) -> set[tuple[object, ...]]:
    rows = Tenure.objects.filter(street=STREET, post=post).lasting(SINCE)
    return set(rows.values_list("account__username", "since", "until", "turn"))


def off(post: Post, number: int = 0) -> None:
    call_off(post, coming(post, today=today())[number].key, today=today())


@pytest.mark.parametrize("role", ["one holder", "several"])
def test_a_hand_over_to_come_is_one_line_and_leaves_no_trace(
    town: Town, lead: Post, desk: Someone, helper: Someone, role: str
) -> None:
    post = lead if role == "one holder" else town.street.desk(HOME)
    before = spans(post)
    hand_over(post, old=desk.account, new=helper.account, on=after(40))
    found = coming(post, today=today())
    if role == "one holder":
        assert [(one.day, one.goes, one.comes) for one in found] == [(after(40), desk.account, helper.account)]
    for _each in found:
        off(post)
    assert spans(post) == before
    assert not coming(post, today=today())
    assert person_from(desk.account, on=after(50)).has(post.role)
    assert not person_from(helper.account, on=after(50)).has(post.role)


def test_who_was_to_hand_over_later_can_be_relieved_or_replaced_today(
    lead: Post, desk: Someone, helper: Someone, resident: Someone
) -> None:
    hand_over(lead, old=desk.account, new=helper.account, on=after(300))
    with pytest.raises(Refused) as refusal:
        hand_over(lead, old=desk.account, new=resident.account, on=today())
    assert refusal.value.code == "held_later"
    off(lead)
    hand_over(lead, old=desk.account, new=resident.account, on=today())
    assert [one.account for one in Tenure.objects.on(today()).filter(post=lead)] == [resident.account]


def test_a_stand_in_who_was_to_become_holder_stands_in_again(lead: Post, desk: Someone, helper: Someone) -> None:
    stand_in(helper.account, at=lead, since=SINCE)
    before = spans(lead)
    hand_over(lead, old=desk.account, new=helper.account, on=after(7))
    off(lead)
    assert spans(lead) == before


def test_a_turn_that_was_taken_meanwhile_is_not_given_twice(lead: Post, helper: Someone, resident: Someone) -> None:
    stand_in(helper.account, at=lead, since=SINCE)
    relieve(helper.account, of=lead, on=after(7))
    stand_in(resident.account, at=lead, since=today())
    off(lead)
    turns = Tenure.objects.filter(post=lead, until=None, turn__gt=0).values_list("account__username", "turn")
    assert dict(turns) == {"resident": 1, "helper": 2}


def test_who_was_to_leave_does_not_stay_where_somebody_follows_later(
    lead: Post, desk: Someone, helper: Someone
) -> None:
    relieve(desk.account, of=lead, on=after(7))
    appoint(helper.account, to=lead, since=after(9))
    with pytest.raises(Refused) as refusal:
        off(lead)
    assert refusal.value.code == "held_later"
    off(lead, 1)
    off(lead)
    assert person_from(desk.account, on=after(30)).has("secretary")


def test_what_is_no_longer_to_come_is_not_called_off(lead: Post, helper: Someone, desk: Someone) -> None:
    hand_over(lead, old=desk.account, new=helper.account, on=after(7))
    key = coming(lead, today=today())[0].key
    for wrong in (key + "x", "", "2026-01-01//"):
        with pytest.raises(Refused):
            call_off(lead, wrong, today=today())
    call_off(lead, key, today=today())
    with pytest.raises(Refused) as refusal:
        call_off(lead, key, today=today())
    assert refusal.value.code == "gone"


def test_who_was_to_begin_later_begins_earlier_and_who_was_to_go_stays(
    town: Town, lead: Post, desk: Someone, resident: Someone
) -> None:
    post = town.street.auditor
    appoint(resident.account, to=post, since=after(200))
    appoint(resident.account, to=post, since=today())
    assert resident.person.has("auditor")
    assert Tenure.objects.filter(post=post).count() == 1
    relieve(desk.account, of=lead, on=after(7))
    appoint(desk.account, to=lead, since=today())
    assert person_from(desk.account, on=after(30)).has("secretary")
