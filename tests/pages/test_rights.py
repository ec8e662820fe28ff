"""What people may ask of their own data: take it away, put it right, have it erased."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cases.models import Case, Matter
from linli.cli.command import main
from linli.flows.check import Check
from linli.ledger import receipts
from linli.ledger.models import Text
from linli.people.models import Account, Erasure, OpenSession
from linli.people.rights import erasing
from linli.people.serving.organisations import found, join
from linli.people.serving.tenures import relieve
from tests.lives import PUBLIC_TEXT, WORDS, brought_to, confirm, publish, raised, step
from tests.sheets import said, send, with_receipt
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from tests.town import MakeSomeone, Someone

pytestmark = pytest.mark.django_db
NAME, PHONE = "欧阳小雨", "13812347392"


def browser(one: Someone) -> Client:
    return one.sign_in(Client())


def own(one: Someone) -> Case:
    return raised(one.person, name=NAME, phone=PHONE)


def closed(case: Case, wisher: Someone) -> Case:
    return step("withdraw", case, wisher.person)


# ---- taking it away


@pytest.mark.parametrize("form", ["html", "json"])
def test_the_file_holds_what_is_kept_about_me_and_nobody_else(
    form: str, resident: Someone, helper: Someone, desk: Someone
) -> None:
    given = raised(resident.person, name=NAME, phone=PHONE)
    mine = brought_to("claimed", wisher=resident.person, desk=desk.person, helper=helper.person)
    other = raised(helper.person, name="司徒远山", phone="13812340404")
    answer = browser(resident).get(reverse("my_data_file", args=[form]))
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    told = said(answer)
    for mine_word in ("孟晓岚", "13900010001", WORDS, PUBLIC_TEXT, mine.label, "屈**", NAME, PHONE):
        assert mine_word in told, mine_word
    for not_mine in ("屈志远", "13900010002", other.label, "司徒远山", "13812340404"):
        assert not_mine not in told, not_mine
    if form == "json":
        chapters = {one["chapter"]: one for one in json.loads(answer.content)["chapters"]}
        assert [item["heading"] for item in chapters["cases"]["items"]] == [
            f"微心愿 {given.label}",
            f"微心愿 {mine.label}",
        ]


def test_the_file_tells_of_teams_leave_devices_and_of_who_looked(
    resident: Someone, desk: Someone, someone: MakeSomeone
) -> None:
    team = found(kind="volunteer_team", name="红柳志愿服务队", place=HOME)
    join(resident.account, organisation=team, street=STREET, since=date(2026, 1, 5))
    case = raised(resident.person, name=NAME, phone=PHONE)
    desk.sign_in(Client()).get(case.url)
    chapters = {
        one["chapter"]: str(one["items"])
        for one in json.loads(browser(resident).get(reverse("my_data_file", args=["json"])).content)["chapters"]
    }
    assert "红柳志愿服务队" in chapters["memberships"]
    assert "1月5日 周一 – 至今" in chapters["memberships"]
    assert "林家庄社区服务窗口" in chapters["looks"]
    assert "打开过，姓名电话是遮住的" in chapters["looks"]
    assert desk.account.name not in chapters["looks"]
    other = someone("stranger", name="路人")
    told = json.loads(browser(other).get(reverse("my_data_file", args=["json"])).content)["chapters"]
    assert {one["chapter"] for one in told if one["items"]} <= {"account", "sessions"}


def test_the_file_is_whole_html_without_anything_to_load(resident: Someone) -> None:
    told = said(browser(resident).get(reverse("my_data_file", args=["html"])))
    assert told.startswith("<!doctype html>")
    assert "src=" not in told
    assert "href=" not in told


# ---- putting it right


def test_the_person_puts_right_what_was_written_down(resident: Someone, desk: Someone) -> None:
    case = own(resident)
    page = said(browser(resident).get(reverse("case_correct", args=[case.street, case.id])))
    assert WORDS in page
    answer = send(
        browser(resident),
        reverse("case_correct", args=[case.street, case.id]),
        words="客厅的灯不亮了",
        name=NAME,
        phone="13812340001",
    )
    assert answer.status_code == 302
    case.refresh_from_db()
    assert "客厅的灯不亮了" in said(browser(resident).get(case.url))
    assert WORDS not in said(browser(desk).get(case.url))
    assert main(["verify"]) == 0


def test_at_the_counter_the_desk_fills_in_what_is_wrong_and_is_shown_nothing(desk: Someone, resident: Someone) -> None:
    case = own(resident)
    address = reverse("case_correct", args=[case.street, case.id])
    page = said(browser(desk).get(address))
    assert PHONE not in page
    assert WORDS not in page
    assert send(browser(desk), address, words="", name="", phone="13812340001").status_code == 302
    assert Text.objects.filter(stream=case.id, field="words").exists()
    assert main(["verify"]) == 0


@pytest.mark.parametrize("who", ["helper", "other_desk", "street_leader", "auditor", "grid_worker"])
@pytest.mark.parametrize("route", ["case_correct", "case_erase"])
def test_nobody_else_corrects_or_erases(
    who: str, route: str, request: pytest.FixtureRequest, resident: Someone, desk: Someone
) -> None:
    case = publish(own(resident), desk.person)
    answer = browser(request.getfixturevalue(who)).get(reverse(route, args=[case.street, case.id]))
    assert answer.status_code == 403


def test_a_wrong_phone_is_named_and_nothing_typed_is_lost(resident: Someone) -> None:
    case = own(resident)
    answer = send(
        browser(resident), reverse("case_correct", args=[case.street, case.id]), words="甲乙丙", name="", phone="12"
    )
    assert answer.status_code == 422
    assert "甲乙丙" in said(answer)
    assert "电话号码不对" in said(answer)


# ---- erasing one case


def test_whoever_holds_the_receipt_has_a_closed_case_erased(resident: Someone) -> None:
    case = closed(own(resident), resident)
    answer = send(with_receipt(case), reverse("case_erase", args=[case.street, case.id]), sure="1")
    assert answer.status_code == 200
    assert "已经删除" in said(answer)
    assert not Text.objects.filter(stream=case.id).exists()
    assert receipts.of_stream(street=case.street, stream=case.id) is None
    assert main(["verify"]) == 0


def test_an_open_case_waits_and_says_why(resident: Someone) -> None:
    case = own(resident)
    answer = send(with_receipt(case), reverse("case_erase", args=[case.street, case.id]), sure="1")
    assert answer.status_code == 409
    assert "还没有办完" in said(answer)
    assert Text.objects.filter(stream=case.id).exists()


def test_without_the_tick_nothing_is_erased(resident: Someone) -> None:
    case = closed(own(resident), resident)
    assert send(with_receipt(case), reverse("case_erase", args=[case.street, case.id])).status_code == 422
    assert Text.objects.filter(stream=case.id).exists()


def test_a_file_that_must_be_kept_is_kept_until_its_day(resident: Someone) -> None:
    case = own(resident)
    Matter.objects.filter(id=case.matter_id).update(limits={**case.matter.limits, "archive": {"days": 100}})
    case = closed(case, resident)
    answer = send(with_receipt(case), reverse("case_erase", args=[case.street, case.id]), sure="1")
    assert answer.status_code == 409
    day = (timezone.localdate() + timedelta(days=100)).isoformat()
    assert f"这类档案要保存到 {day}" in said(answer)


# ---- erasing a person


def test_a_person_without_open_matters_is_erased_at_once_and_signed_out(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    done = brought_to("done", wisher=resident.person, desk=desk.person, helper=helper.person)
    case = confirm(done, resident.person, "5", comment="谢谢邻居")
    client, second = browser(resident), browser(resident)
    assert client.get(reverse("my_sessions")).status_code == 200
    assert OpenSession.objects.count() == 1
    answer = client.post(reverse("erase_me"), {"sure": "1"})
    assert "已经删除" in said(answer)
    assert not OpenSession.objects.exists()
    account = Account.objects.get(pk=resident.account.pk)
    assert (account.name, account.phone, account.phone_hash, account.is_active) == ("", "", "", False)
    assert account.username.startswith("gone-")
    assert not account.has_usable_password()
    assert not Text.objects.filter(stream=case.id).exists()
    assert client.get(reverse("mine")).status_code == 302
    assert second.get(reverse("mine")).status_code == 302
    assert Session.objects.count() == 0
    assert main(["verify"]) == 0
    assert not list(Check().rest())
    for one in (desk, helper):
        page = said(browser(one).get(case.url))
        assert "孟" not in page


def test_what_a_helper_wrote_goes_and_the_wish_of_the_other_stays(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    done = brought_to("claimed", wisher=resident.person, desk=desk.person, helper=helper.person)
    case = confirm(step("finish", done, helper.person, note="灯泡换好了"), resident.person)
    assert erasing.ask(helper.account, timezone.now()).done
    fields = set(Text.objects.filter(stream=case.id).values_list("field", flat=True))
    assert "note" not in fields
    assert "words" in fields
    assert main(["verify"]) == 0


def test_open_matters_claims_and_posts_are_named_and_the_worker_does_it_later(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    case = own(resident)
    claimed = brought_to("claimed", wisher=resident.person, desk=desk.person, helper=helper.person)
    page = said(browser(resident).post(reverse("erase_me"), {"sure": "1"}, follow=True))
    assert "已经记下您的删除申请" in page
    assert case.label in page
    assert claimed.label in said(browser(helper).get(reverse("erase_me")))
    assert "系统管理员办交接" in said(browser(desk).get(reverse("erase_me")))
    assert erasing.carry_out_waiting() == 0
    assert Text.objects.filter(stream=case.id).exists()
    step("withdraw", case, resident.person)
    step("withdraw", claimed, resident.person)
    assert erasing.carry_out_waiting() == 1
    assert erasing.carry_out_waiting() == 0
    assert not Text.objects.filter(stream=case.id).exists()


def test_asking_twice_is_one_wish_and_it_can_be_taken_back(resident: Someone) -> None:
    case = own(resident)
    client = browser(resident)
    for _twice in range(2):
        client.post(reverse("erase_me"), {"sure": "1"})
    assert Erasure.objects.filter(account=resident.account).count() == 1
    client.post(reverse("keep_me"))
    closed(case, resident)
    assert erasing.carry_out_waiting() == 0
    assert Account.objects.get(pk=resident.account.pk).is_active


def test_without_the_tick_the_account_stays(resident: Someone) -> None:
    answer = browser(resident).post(reverse("erase_me"))
    assert "请勾选这一项" in said(answer)
    assert not Erasure.objects.exists()


def test_a_run_that_was_cut_off_ends_the_same(resident: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    case = closed(own(resident), resident)
    monkeypatch.setattr(erasing, "_empty", lambda _account: (_ for _ in ()).throw(OSError("cut off")))
    with pytest.raises(OSError, match="cut off"):
        erasing.ask(resident.account, timezone.now())
    monkeypatch.undo()
    assert Account.objects.get(pk=resident.account.pk).name == "孟晓岚"
    assert erasing.carry_out_waiting() == 1
    assert Account.objects.get(pk=resident.account.pk).name == ""
    assert not Text.objects.filter(stream=case.id).exists()


def test_somebody_who_left_their_post_can_be_erased_and_the_post_stays_in_history(
    desk: Someone, resident: Someone
) -> None:
    case = publish(own(resident), desk.person)
    relieve(desk.account, of=desk.posts[0], on=date(2026, 6, 1))
    assert erasing.ask(desk.account, timezone.now()).done
    assert Text.objects.filter(stream=case.id, field="public_text").exists()  # an act of office, not a person's words
    assert main(["verify"]) == 0


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_the_file_of_the_database_holds_nothing_of_what_was_erased(resident: Someone) -> None:
    case = own(resident)
    blob = bytes(_raw(f"SELECT sealed FROM ledger_text WHERE field = 'words'"))  # noqa: F541
    name = bytes(_raw("SELECT name FROM people_account WHERE username = 'resident'"))
    closed(case, resident)
    assert erasing.ask(resident.account, timezone.now()).done
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = Path(connection.settings_dict["NAME"]).read_bytes()
    assert blob not in content
    assert name not in content


def _raw(sql: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return bytes(cursor.fetchone()[0])
