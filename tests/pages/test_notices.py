"""The inbox: what stands in it, the number in the head of every page, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.cli import jobs
from linli.flows import erasure
from linli.flows.doors import SYSTEM
from linli.ledger import counting, outbox, verify
from linli.ledger.models import Effect, Event
from linli.notices import telling
from linli.notices.models import Delivery, Mailbox, Notice
from linli.people import retention
from linli.people.models import Account
from linli.people.person import visitor
from linli.people.rights import data, erasing
from tests.lives import claim, finish, publish, raised, step
from tests.sheets import said
from tests.telling import NOON, follow, send, told

if TYPE_CHECKING:
    from tests.town import Someone

pytestmark = pytest.mark.django_db
INBOX = "/me/notices/"


@pytest.fixture
def done(resident: Someone, desk: Someone, helper: Someone) -> Any:
    """A wish of the resident that the helper has done, told to everybody."""
    case = claim(publish(raised(resident.person), desk.person), helper.person)
    follow()
    case = finish(case, helper.person)
    follow()
    return case


def unread(one: Someone) -> int:
    return Account.objects.get(pk=one.account.pk).unread


def test_the_inbox_says_which_and_what_to_do(done: Any, resident: Someone) -> None:
    page = said(resident.sign_in(Client()).get(INBOX))
    assert done.label in page
    assert "认领人说办好了，请您确认" in page
    assert "轮到您" in page
    assert "有人认领了，正在办" not in page  # the newer one says it all


@pytest.mark.usefixtures("done")
def test_every_page_says_how_much_was_not_seen_and_asks_nothing_for_it(resident: Someone) -> None:
    client = resident.sign_in(Client())
    assert "通知（1）" in said(client.get(reverse("kept")))
    Account.objects.filter(pk=resident.account.pk).update(unread=150)
    assert "通知（99+）" in said(client.get(reverse("kept")))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("kept"))
    assert [one["sql"] for one in few.captured_queries if "notices_" in one["sql"]] == []


def test_opening_one_leads_to_the_case_and_takes_it_as_seen(done: Any, resident: Someone) -> None:
    notice = Notice.objects.get(account=resident.account, over=None)
    client = resident.sign_in(Client())
    assert client.get(reverse("notice", args=[notice.street, notice.pk])).headers["Location"] == done.url
    assert unread(resident) == 0
    assert "轮到您" not in said(client.get(INBOX))


@pytest.mark.usefixtures("done")
def test_nobody_opens_somebody_else_s(helper: Someone, resident: Someone) -> None:
    notice = Notice.objects.get(account=resident.account, over=None)
    assert helper.sign_in(Client()).get(reverse("notice", args=[notice.street, notice.pk])).status_code == 404
    assert unread(resident) == 1


@pytest.mark.usefixtures("done")
def test_all_are_taken_as_seen_by_a_form_and_never_by_looking(resident: Someone) -> None:
    client = resident.sign_in(Client())
    client.get(INBOX)
    assert unread(resident) == 1
    assert client.post(INBOX).status_code == 302
    assert unread(resident) == 0
    assert client.post(INBOX).status_code == 302


def test_an_inbox_of_fifty_costs_at_most_six(resident: Someone, desk: Someone) -> None:
    for _ in range(52):
        publish(raised(resident.person), desk.person)
    follow()
    client = resident.sign_in(Client())
    client.get(INBOX)
    with CaptureQueriesContext(connection) as captured:
        page = said(client.get(INBOX))
    assert page.count("<article") == 50
    assert "下一页" in page
    assert said(client.get(f"{INBOX}?page=2")).count("<article") == 2
    assert len(captured.captured_queries) <= 6, captured.captured_queries


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "²"])
@pytest.mark.usefixtures("done")
def test_a_page_that_is_none_is_the_first(resident: Someone, page: str) -> None:
    assert "认领人说办好了" in said(resident.sign_in(Client()).get(INBOX, {"page": page}))


def test_how_one_wants_to_be_told_is_chosen_and_said(resident: Someone) -> None:
    client = resident.sign_in(Client())
    assert "发短信：轮到我马上发" in said(client.get(INBOX))
    assert client.post(reverse("notice_way"), {"way": "page"}).status_code == 302
    assert "不用，我自己上网看" in said(client.get(INBOX))
    for way in ("pigeon", "visit"):
        assert client.post(reverse("notice_way"), {"way": way}).status_code == 404
    assert client.post(reverse("notice_way"), {"way": "call"}).status_code == 302
    assert "打电话给我" in said(client.get(INBOX))


def test_each_event_is_told_once_however_often_the_worker_begins(done: Any) -> None:
    event = Event.objects.get(stream=done.id, verb="wish.finish")
    before = list(Notice.objects.order_by("pk").values())
    telling.tell(event, NOON)
    assert list(Notice.objects.order_by("pk").values()) == before
    assert not Effect.objects.exists()


def test_an_event_that_is_told_late_makes_nothing_new_old(resident: Someone, desk: Someone) -> None:
    """The effect of an earlier event failed and comes after the one of a later event."""
    case = raised(resident.person)
    case = publish(case, desk.person)
    case = step("unpublish", case, desk.person)
    counting.Counting().step()
    late = Effect.objects.get(event__verb="wish.publish", reaction__endswith=".tell")
    Effect.objects.filter(pk=late.pk).update(due=NOON + timedelta(hours=1))
    follow()
    follow(NOON + timedelta(hours=1))
    assert told(resident, case) == ["暂时撤下，社区再核对一次"]
    assert not outbox.drain(now=NOON + timedelta(days=1))


@pytest.mark.usefixtures("done")
def test_the_ledger_is_as_it_was() -> None:
    send()
    assert set(verify.verify().kinds) == set()


def test_my_data_says_what_i_was_told_and_how_i_want_to_be(done: Any, resident: Someone) -> None:
    resident.sign_in(client := Client())
    client.post(reverse("notice_way"), {"way": "digest"})
    chapters = {one.name: one for one in data.of(resident.account, resident.person)}
    told = chapters["notices"].as_json()
    assert "每天一条短信" in str(told)
    assert done.label in str(told)
    assert "认领人说办好了，请您确认" in str(told)


@pytest.mark.usefixtures("done")
def test_the_desk_s_work_is_not_its_holder_s_data(desk: Someone) -> None:
    chapters = {one.name: one for one in data.of(desk.account, desk.person)}
    assert chapters["notices"].items == []


def test_nothing_is_left_of_somebody_who_was_erased(done: Any, resident: Someone) -> None:
    step("confirm", done, resident.person, rating="5", comment="")
    follow()
    assert erasing.ask(resident.account, timezone.now()).done
    assert not Notice.objects.filter(account=resident.account).exists()
    assert not Delivery.objects.filter(account=resident.account).exists()
    assert not Mailbox.objects.filter(account=resident.account).exists()
    assert unread(resident) == 0


def test_whoever_holds_an_erased_receipt_is_told_nothing_any_more(desk: Someone) -> None:
    case = step("ask", raised(visitor(), phone="13812347392"), desk.person, question="几号楼？")
    follow()
    assert Notice.objects.filter(account=None).exists()
    erasure.erase(case, by=SYSTEM, at=NOON, why="asked")
    assert not Notice.objects.filter(account=None).exists()
    assert not Delivery.objects.filter(stream=case.id, account=None).exists()


@pytest.mark.usefixtures("done")
def test_notices_go_after_their_days_and_the_number_with_them(resident: Someone) -> None:
    retention.run(now=NOON + timedelta(days=89))
    assert unread(resident) == 1
    retention.run(now=NOON + timedelta(days=91))
    assert not Notice.objects.exists()
    assert not Delivery.objects.exists()
    assert unread(resident) == 0


def test_the_worker_sends() -> None:
    assert "notices" in {job.name for job in jobs.JOBS}
    assert "notices" in {timer.name for timer in retention.timers()}
