"""Who somebody is stays masked until there is a reason; who looked is written down first, and the person reads it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.cli.command import main
from linli.forms.fields import Field, Form
from linli.ledger import verify
from linli.ledger.models import Event
from linli.people import alarms, looks
from linli.people.looks import Look
from tests.lives import raised
from tests.sheets import opened, said, send, with_receipt

if TYPE_CHECKING:
    from pytest_django import Settings

    from linli.cases.models import Case
    from tests.town import Someone

pytestmark = pytest.mark.django_db
NAME, PHONE = "欧阳小雨", "13812347392"


@pytest.fixture
def case(resident: Someone) -> Case:
    return raised(resident.person, name=NAME, phone=PHONE)


def browser(one: Someone) -> Client:
    return one.sign_in(Client())


def look(case: Case) -> str:
    return reverse("case_look", args=[case.street, case.id])


def looked(one: Someone, case: Case, *, reason: str = "call", words: str = "") -> str:
    answer = send(browser(one), look(case), reason=reason, words=words)
    assert answer.status_code == 200, answer.status_code
    return said(answer)


def test_the_desk_reads_a_masked_name_and_phone_and_the_words(case: Case, desk: Someone) -> None:
    for address in (case.url, f"{reverse('desk')}?case={case.street}/{case.id}"):
        page = said(browser(desk).get(address))
        assert "欧**" in page
        assert "138****7392" in page
        assert NAME not in page
        assert PHONE not in page
        assert look(case) in page


def test_a_look_is_written_before_the_data_is_shown_and_shown_once(case: Case, desk: Someone) -> None:
    client = browser(desk)
    typed = {**opened(client, look(case)), "reason": "call", "words": ""}
    page = said(client.post(look(case), typed))
    assert NAME in page
    assert PHONE in page
    row = Look.objects.get(kind=looks.WHOLE)
    assert (row.viewer_id, row.reason, row.fields) == (desk.account.pk, "call", "name phone")
    event = Event.objects.get(stream=row.id)
    assert (event.verb, event.by) == ("look.whole", desk.account.pk)
    again = client.post(look(case), typed)
    assert again.status_code == 302
    assert Look.objects.filter(kind=looks.WHOLE).count() == 1
    assert PHONE not in said(client.get(look(case)))
    assert "no-store" in client.get(look(case))["Cache-Control"]
    assert main(["verify"]) == 0


def test_nothing_is_shown_where_the_look_could_not_be_written(
    case: Case, desk: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_of: object) -> Look:
        message = "the disk is full"
        raise OSError(message)

    monkeypatch.setattr(looks, "note_whole", fails)
    client = browser(desk)
    client.raise_request_exception = False
    answer = send(client, look(case), reason="call", words="")
    assert answer.status_code == 500
    assert PHONE not in said(answer)


def test_a_crash_after_writing_leaves_a_look_without_a_view(
    case: Case, desk: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_look: Look) -> None:
        message = "killed"
        raise OSError(message)

    monkeypatch.setattr(alarms, "watch_looks", fails)
    client = browser(desk)
    client.raise_request_exception = False
    assert PHONE not in said(send(client, look(case), reason="call", words=""))
    assert Look.objects.filter(kind=looks.WHOLE).count() == 1


@pytest.mark.parametrize(("reason", "words"), [("", ""), ("other", ""), ("print", ""), ("nonsense", "x")])
def test_without_a_reason_nothing_is_shown_or_written(case: Case, desk: Someone, reason: str, words: str) -> None:
    answer = send(browser(desk), look(case), reason=reason, words=words)
    assert answer.status_code == 422
    assert PHONE not in said(answer)
    assert not Look.objects.filter(kind=looks.WHOLE).exists()


@pytest.mark.parametrize("who", ["helper", "other_desk", "street_leader", "auditor", "grid_worker", "resident"])
def test_nobody_but_the_desk_that_answers_may_look(case: Case, who: str, request: pytest.FixtureRequest) -> None:
    one = request.getfixturevalue(who)
    answer = browser(one).get(look(case))
    assert answer.status_code in {403, 404}
    assert not Look.objects.filter(kind=looks.WHOLE).exists()


def test_what_is_shown_is_read_once(case: Case, desk: Someone) -> None:
    client = browser(desk)
    fields = {**opened(client, look(case)), "reason": "call", "words": ""}
    with CaptureQueriesContext(connection) as asked:
        assert PHONE in said(client.post(look(case), fields))
    assert sum(' FROM "ledger_text"' in one["sql"] for one in asked.captured_queries) == 1


def test_a_masked_view_is_noted_once_a_day_and_the_next_day_again(
    case: Case, desk: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _each in range(3):
        browser(desk).get(case.url)
    looks._seen_today.clear()  # noqa: SLF001 - as another server process
    browser(desk).get(case.url)
    assert Look.objects.filter(kind=looks.MASKED, viewer=desk.account).count() == 1
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    browser(desk).get(case.url)
    assert Look.objects.filter(kind=looks.MASKED, viewer=desk.account).count() == 2


def test_the_person_reads_who_looked_and_why(case: Case, desk: Someone, resident: Someone) -> None:
    browser(desk).get(case.url)
    looked(desk, case, reason="other", words="核对门牌")
    for page in (
        said(browser(resident).get(reverse("my_looks"))),
        said(with_receipt(case).get(reverse("case_looks", args=[case.street, case.id]))),
        said(browser(desk).get(reverse("case_looks", args=[case.street, case.id]))),  # to print it at the counter
    ):
        assert "看了完整信息" in page
        assert "打开过，姓名电话是遮住的" in page
        assert "林家庄社区服务窗口" in page
        assert "边**" in page
        assert "边玉洁" not in page
        assert "核对门牌" in page
        assert "联系电话" in page


def test_nobody_reads_who_looked_at_somebody_else(case: Case, helper: Someone, desk: Someone) -> None:
    looked(desk, case)
    assert browser(helper).get(reverse("case_looks", args=[case.street, case.id])).status_code == 404
    assert "看了完整信息" not in said(browser(helper).get(reverse("my_looks")))


def test_ones_own_view_is_no_look(case: Case, resident: Someone) -> None:
    browser(resident).get(case.url)
    with_receipt(case).get(case.url)
    assert not Look.objects.exists()


def test_a_look_that_was_deleted_or_changed_is_found(case: Case, desk: Someone) -> None:
    looked(desk, case)
    row = Look.objects.get(kind=looks.WHOLE)
    Look.objects.filter(pk=row.pk).update(reason="visit")
    assert set(verify.verify().kinds) == {"record_differs"}
    Look.objects.filter(pk=row.pk).delete()
    assert set(verify.verify().kinds) == {"record_missing"}


def test_many_looks_raise_one_alarm_that_the_safety_post_settles(
    case: Case, desk: Someone, security_admin: Someone, settings: Settings
) -> None:
    settings.LINLI_LOOKS_AN_HOUR = 2
    for _each in range(5):
        looked(desk, case)
    alarm = alarms.Alarm.objects.get()
    assert (alarm.account_id, alarm.number) == (desk.account.pk, 5)
    page = said(browser(security_admin).get(reverse("alarms")))
    assert "当天 5 次" in page
    assert "边玉洁" not in page
    address = reverse("alarm_settle", args=[alarm.street, alarm.pk])
    browser(security_admin).post(address, {"words": "  "})
    alarm.refresh_from_db()
    assert alarm.settled is None
    browser(security_admin).post(address, {"words": "当天集中回访，已核对"})
    browser(security_admin).post(address, {"words": "改口"})
    alarm.refresh_from_db()
    assert alarm.words == "当天集中回访，已核对"
    assert browser(desk).get(reverse("alarms")).status_code == 403


def test_an_id_number_needs_a_reason_that_is_shown() -> None:
    with pytest.raises(ValueError, match="without saying why"):
        Field("number", "证件号码", kind="id_number", private=True)
    form = Form((Field("number", "证件号码", kind="id_number", private=True, because="办老年证要用"),))
    assert form.check({"number": "11010519491231002x"}).values["number"] == "11010519491231002X"
    assert form.check({"number": "110105194912310021"}).errors
