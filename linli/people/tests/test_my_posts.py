"""Whoever holds a post announces leave themselves, once, and is not at the post meanwhile."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.people.models import Arrangement, Leave
from linli.people.serving.founding import found_post
from linli.people.serving.tenures import appoint, go_on_leave
from tests.sheets import said
from tests.town import SINCE, STREET

if TYPE_CHECKING:
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db


def test_leave_is_announced_once_and_the_post_is_left_meanwhile(desk: Someone) -> None:
    client, url, today = desk.sign_in(Client()), reverse("my_posts"), timezone.localdate()
    typed = {"since": today.isoformat(), "until": (today + timedelta(days=2)).isoformat()}
    assert [client.post(url, typed).status_code for _again in range(2)] == [302, 302]
    assert Leave.objects.count() == 1
    assert not desk.person.has("desk")
    assert client.post(url, {"since": "明天", "until": ""}).status_code == 409


def test_who_holds_nothing_is_told_so_and_announces_nothing(resident: Someone) -> None:
    client, url = resident.sign_in(Client()), reverse("my_posts")
    assert "没有岗位" in said(client.get(url))
    client.post(url, {"since": "2026-09-01", "until": "2026-09-02"})
    assert not Leave.objects.exists()


def test_leave_is_ended_by_oneself_and_leave_to_come_is_taken_back(desk: Someone) -> None:
    client, url, today = desk.sign_in(Client()), reverse("my_posts"), timezone.localdate()
    for since, until in (
        (today - timedelta(days=3), today + timedelta(days=90)),
        (today + timedelta(days=95), today + timedelta(days=99)),
    ):
        client.post(url, {"since": since.isoformat(), "until": until.isoformat()})
    assert not desk.person.has("desk")
    first, second = Leave.objects.order_by("since")
    assert said(client.get(url)).count(">销假<") == 2
    for _again in range(2):
        assert client.post(url, {"back": second.since.isoformat()}).status_code == 302
    assert not desk.person.has("desk")
    answer = client.post(url, {"back": first.since.isoformat()})
    assert "已经销假" in said(client.get(answer["Location"]))
    assert desk.person.has("desk")
    assert [one.until for one in Leave.objects.all()] == [today]


def test_nobody_ends_somebody_else_s_leave(desk: Someone, other_desk: Someone) -> None:
    today = timezone.localdate()
    go_on_leave(desk.account, street=STREET, since=today, until=today + timedelta(days=9))
    other_desk.sign_in(Client()).post(reverse("my_posts"), {"back": today.isoformat()})
    assert not desk.person.has("desk")


@pytest.mark.parametrize("until", ["2062-11-25", "1962-01-01", "明天", ""])
def test_a_day_that_is_none_or_far_away_is_refused(desk: Someone, until: str) -> None:
    answer = desk.sign_in(Client()).post(
        reverse("my_posts"), {"since": timezone.localdate().isoformat(), "until": until}
    )
    assert answer.status_code == 409
    assert not Leave.objects.exists()


def test_the_only_administrator_is_told_so(system_admin: Someone) -> None:
    today = timezone.localdate()
    typed = {"since": today.isoformat(), "until": (today + timedelta(days=300)).isoformat()}
    answer = system_admin.sign_in(Client()).post(reverse("my_posts"), typed)
    assert answer.status_code == 409
    assert "最后一位系统管理员" in said(answer)
    assert system_admin.person.has("system")


def test_a_neighbour_leaves_at_any_time_once_and_it_is_written_down(town: Town, resident: Someone) -> None:
    post = found_post(town.home, "volunteer", street=STREET)
    appoint(resident.account, to=post, since=SINCE)
    client, url = resident.sign_in(Client()), reverse("my_posts")
    assert "我想退出" in said(client.get(url))
    answers = [client.post(url, {"resign": str(post.pk)}) for _again in range(3)]
    assert [one.status_code for one in answers] == [302] * 3
    assert "您已经退出" in said(client.get(answers[0]["Location"]))
    assert not resident.person.has("volunteer")
    one = Arrangement.objects.get()
    assert (one.verb, one.by, one.account, one.post) == ("resign", resident.account.pk, resident.account, post)


def test_who_serves_by_office_or_at_somebody_else_s_post_does_not_leave_it_alone(
    town: Town, desk: Someone, resident: Someone
) -> None:
    assert "我想退出" not in said(desk.sign_in(Client()).get(reverse("my_posts")))
    answer = desk.sign_in(Client()).post(reverse("my_posts"), {"resign": str(desk.posts[0].pk)})
    assert answer.status_code == 409
    assert desk.person.has("desk")
    post = found_post(town.home, "volunteer", street=STREET)
    appoint(resident.account, to=post, since=SINCE)
    for wrong in (str(post.pk), "x"):
        desk.sign_in(Client()).post(reverse("my_posts"), {"resign": wrong})
    assert resident.person.has("volunteer")
    assert not Arrangement.objects.exists()


def test_whoever_asks_to_be_erased_is_told_how_to_leave_each_post(town: Town, resident: Someone, desk: Someone) -> None:
    appoint(resident.account, to=found_post(town.home, "volunteer", street=STREET), since=SINCE)
    page = said(resident.sign_in(Client()).get(reverse("erase_me")))
    assert "请先在“我的岗位”里退出" in page
    assert f'href="{reverse("my_posts")}"' in page
    assert "系统管理员办交接" in said(desk.sign_in(Client()).get(reverse("erase_me")))
