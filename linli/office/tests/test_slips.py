"""A slip of the pen in the office is told at once, listed, and undone; what changes nothing is not said to be done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.people.models import Arrangement, Leave, Post, Tenure
from linli.people.serving.founding import found_post
from linli.people.serving.tenures import appoint
from tests.sheets import said, send
from tests.town import HOME, SINCE, STREET

if TYPE_CHECKING:
    from tests.homes import Homes
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(system_admin: Someone) -> Client:
    return system_admin.sign_in(Client())


@pytest.fixture
def lead(town: Town, desk: Someone) -> Post:
    post = found_post(town.home, "secretary", street=STREET)
    appoint(desk.account, to=post, since=SINCE)
    return post


def day(ahead: int) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def at(post: Post, verb: str = "") -> str:
    return reverse("office_post_deed", args=[STREET, post.pk, verb]) if verb else page_of(post)


def page_of(post: Post) -> str:
    return reverse("office_post", args=[STREET, post.pk])


@pytest.mark.parametrize("typed", ["2062-11-25", "1962-11-25", "62年11月25日"])
def test_a_year_far_away_is_told_with_the_days_that_may_be_named(
    admin: Client, lead: Post, desk: Someone, helper: Someone, typed: str
) -> None:
    del helper
    answer = send(admin, at(lead, "hand_over"), holder=str(desk.account.pk), who="helper", on=typed)
    assert answer.status_code == 422
    assert f"不能晚于 {day(366)}" in said(answer) or f"不能早于 {day(-1830)}" in said(answer)
    assert not Arrangement.objects.exists()


def test_a_hand_over_to_come_is_listed_and_called_off(
    admin: Client, lead: Post, desk: Someone, helper: Someone
) -> None:
    typed = {"holder": str(desk.account.pk), "who": "helper", "on": day(200)}
    send(admin, at(lead, "hand_over"), **typed)
    page = said(admin.get(page_of(lead)))
    assert "还没到的安排" in page
    assert f"{desk.account.masked_name} 交给 {helper.account.masked_name}" in page
    form = said(admin.get(at(lead, "relieve")))
    assert str(desk.account.pk) in form
    assert str(helper.account.pk) in form
    key = f"{day(200)}/{desk.account.pk}/{helper.account.pk}"
    assert send(admin, at(lead, "call_off"), what=key).status_code == 302
    assert Arrangement.objects.latest("at").verb == "call_off"
    page = said(admin.get(page_of(lead)))
    assert "还没到的安排" not in page
    assert "撤回安排" not in page
    assert Tenure.objects.get(account=desk.account, post=lead).until is None


def test_leave_to_come_is_listed(admin: Client, lead: Post, desk: Someone) -> None:
    send(admin, at(lead, "leave"), holder=str(desk.account.pk), on=day(5), until=day(9))
    assert "还没到的安排" in said(admin.get(page_of(lead)))
    send(admin, at(lead, "back"), holder=str(desk.account.pk))
    assert not Leave.objects.exists()


def test_what_changes_nothing_is_refused_and_not_written_down(
    admin: Client, lead: Post, desk: Someone, helper: Someone
) -> None:
    del helper
    holder = str(desk.account.pk)
    for verb, typed, words in (
        ("appoint", {"who": "desk", "on": day(0)}, "没有什么要改的"),
        ("stand_in", {"who": "desk", "on": day(0)}, "不能给自己代岗"),
        ("back", {"holder": holder}, "没有什么要改的"),
    ):
        answer = send(admin, at(lead, verb), **typed)
        assert answer.status_code == 409, verb
        assert words in said(answer)
    assert not Arrangement.objects.exists()
    assert send(admin, at(lead, "stand_in"), who="helper", on=day(0)).status_code == 302
    assert "已经是代岗人" in said(send(admin, at(lead, "stand_in"), who="helper", on=day(0)))
    assert Arrangement.objects.count() == 1


def test_an_appointment_for_later_is_made_for_today(admin: Client, town: Town, resident: Someone) -> None:
    for ahead in (300, 0):
        assert send(admin, at(town.street.auditor, "appoint"), who="resident", on=day(ahead)).status_code == 302
    assert Tenure.objects.on(timezone.localdate()).filter(account=resident.account, role="auditor").exists()


def test_closing_what_is_closed_and_joining_twice_is_refused(admin: Client, desk: Someone) -> None:
    url = reverse("office_account_deed", args=[STREET, desk.account.pk, "close_account"])
    assert [send(admin, url).status_code for _again in range(2)] == [302, 409]
    assert Arrangement.objects.count() == 1


def test_a_post_set_up_with_somebody_and_no_day_begins_today(admin: Client, town: Town, resident: Someone) -> None:
    url = reverse("office_new_post_at", args=[STREET, "secretary", "community", town.home.pk])
    assert send(admin, url, who="resident", on="").status_code == 302
    assert Tenure.objects.get(account=resident.account).since == timezone.localdate()


def test_a_neighbour_stands_in_only_of_their_own_will(admin: Client, homes: Homes, resident: Someone) -> None:
    del resident
    post = found_post(homes.building, "building_lead", street=STREET)
    typed = {"who": "resident", "on": day(0)}
    assert send(admin, at(post, "stand_in"), **typed).status_code == 422
    assert send(admin, at(post, "stand_in"), **typed, willing="1").status_code == 302


def test_the_page_says_what_was_just_done_to_whom_it_was_done_by(
    admin: Client, lead: Post, helper: Someone, street_leader: Someone, town: Town
) -> None:
    answer = send(admin, at(lead, "stand_in"), who="helper", on=day(0))
    page = said(admin.get(answer["Location"]))
    assert "办好了：加代岗人" in page
    assert helper.account.masked_name in page
    assert "办好了" not in said(admin.get(page_of(lead)))
    assert "办好了" not in said(admin.get(f"{page_of(lead)}?done=x"))
    appoint(street_leader.account, to=town.street.system, since=SINCE)
    assert "办好了" not in said(street_leader.sign_in(Client()).get(answer["Location"]))


@pytest.mark.parametrize(("held", "main"), [(True, "hand_over"), (False, "appoint")])
def test_one_deed_stands_out_and_what_has_nobody_to_be_about_is_not_offered(
    admin: Client, town: Town, desk: Someone, *, held: bool, main: str
) -> None:
    post = found_post(town.home, "secretary", street=STREET)
    if held:
        appoint(desk.account, to=post, since=SINCE)
    page = said(admin.get(page_of(post)))
    assert f'<a class="button main" href="{at(post, main)}">' in page
    assert page.count("button main") == 1
    assert (at(post, "relieve") in page) == held
    assert (at(post, "appoint") in page) != held
    assert at(post, "back") not in page


def test_days_are_picked_or_typed_and_today_stands_there(admin: Client, town: Town) -> None:
    page = said(admin.get(at(town.street.desk(HOME), "appoint")))
    assert f'type="date" value="{day(0)}"' in page
    assert f'max="{day(366)}"' in page


@pytest.mark.parametrize("typed", ["{}年{}月{}日", "{}/{}/{}", "{}-{}-{}"])
def test_a_day_is_spelled_freely(admin: Client, town: Town, resident: Someone, typed: str) -> None:
    today = timezone.localdate()
    on = typed.format(today.year, today.month, today.day)
    assert send(admin, at(town.street.auditor, "appoint"), who="resident", on=on).status_code == 302
    assert Tenure.objects.on(timezone.localdate()).filter(account=resident.account, role="auditor").exists()
