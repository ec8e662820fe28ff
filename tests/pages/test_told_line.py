"""The line on a case's page: who was told what, when, by which way, and whether it arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from linli.notices import mailboxes
from linli.notices.models import Delivery
from linli.people.accounts import Account
from linli.people.person import visitor
from tests.lives import publish, raised, step
from tests.sheets import said, with_receipt
from tests.telling import follow, send

if TYPE_CHECKING:
    from linli.cases.models import Case
    from tests.town import Someone

pytestmark = pytest.mark.django_db
ASKED = "社区有事要问，请补充"
HEADING = "告诉本人"


@pytest.fixture
def asked(desk: Someone) -> Case:
    case = step("ask", raised(visitor(), phone="13812347392", tell="sms"), desk.person, question="几号楼？")
    follow()
    return case


def page(who: Someone, case: Case) -> str:
    return said(who.sign_in(Client()).get(case.url))


def test_the_desk_reads_that_it_waits_went_and_arrived(asked: Case, desk: Someone) -> None:
    assert "短信等着发" in page(desk, asked)
    send()
    assert "短信发出了，还没有回执" in page(desk, asked)
    Delivery.objects.filter(kind="news").update(state="delivered")
    told = page(desk, asked)
    for words in (HEADING, ASKED, "短信送到了", "本人选的：发短信"):
        assert words in told, words
    Delivery.objects.filter(kind="news").update(state="failed", reason="refused")
    assert "短信没送到：短信平台不收，号码可能不对" in page(desk, asked)


def test_beside_the_desk_s_table_it_says_the_same(asked: Case, desk: Someone) -> None:
    told = said(desk.sign_in(Client()).get("/desk/", {"case": f"{asked.street}/{asked.id}"}))
    assert HEADING in told
    assert ASKED in told


def test_whoever_holds_the_receipt_reads_what_they_were_told(asked: Case) -> None:
    told = said(with_receipt(asked).get(asked.url))
    assert HEADING in told
    assert ASKED in told


def test_an_account_reads_its_own_and_the_desk_whether_it_was_seen(resident: Someone, desk: Someone) -> None:
    mailboxes.choose(resident.account.pk, "page")
    case = step("ask", raised(resident.person), desk.person, question="几号楼？")
    follow()
    assert "在“通知”里，还没有看" in page(desk, case)
    page(resident, case)
    assert "本人在网上看过" in page(desk, case)
    assert Account.objects.get(pk=resident.account.pk).unread == 0


def test_whoever_opens_a_case_by_its_receipt_has_read_it_and_need_not_be_called(desk: Someone) -> None:
    case = step("ask", raised(visitor(), phone="13812347392", tell="call"), desk.person, question="几号楼？")
    follow()
    assert "要打电话告诉" in page(desk, case)
    assert "/desk/unreached/" in page(desk, case)
    assert "/desk/unreached/" not in said(Client().get(case.url))
    with_receipt(case).get(case.url)
    assert "本人在网上看过" in page(desk, case)
    assert case.label not in said(desk.sign_in(Client()).get("/desk/unreached/"))


def test_what_the_desk_opens_is_no_longer_new_to_it_and_still_new_to_others(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person)
    step("ask", case, desk.person, question="几号楼？")
    step("answer", case, resident.person, answer="三号楼")
    follow()
    unread = [Account.objects.get(pk=one.account.pk).unread for one in (desk, resident)]
    page(desk, case)
    assert unread == [1, 0]
    assert Account.objects.get(pk=desk.account.pk).unread == 0


def test_the_daily_message_counts_for_what_it_told_of(resident: Someone, desk: Someone) -> None:
    case = publish(raised(resident.person), desk.person)
    follow()
    assert "短信等着发" in page(desk, case)
    digest = Delivery.objects.get(kind="digest", account=resident.account)
    assert digest.due is not None
    send(digest.due)
    assert "短信发出了，还没有回执" in page(desk, case)


def test_passers_by_and_watchers_read_nothing_of_it(
    resident: Someone, desk: Someone, helper: Someone, auditor: Someone
) -> None:
    case = publish(raised(resident.person), desk.person)
    follow()
    assert HEADING not in page(helper, case)
    assert HEADING not in page(auditor, case)
    assert HEADING not in said(Client().get(case.url))
