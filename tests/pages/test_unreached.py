"""Whom nobody told yet: the desk's list of them, their numbers, and what came of each call or visit."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.cases.models import Case
from linli.cases.reaching import results
from linli.cli.command import main
from linli.flows import erasure
from linli.flows.doors import SYSTEM
from linli.kit.ids import uuid7
from linli.ledger.models import Event, Text
from linli.notices import mailboxes
from linli.notices.models import Delivery
from linli.people.looks import Look
from linli.people.person import visitor
from tests.lives import raised, step
from tests.sheets import opened, said, send
from tests.telling import follow
from tests.town import ELSEWHERE

if TYPE_CHECKING:
    from tests.town import Someone

pytestmark = pytest.mark.django_db
MOBILE, MASKED = "13812347392", "138****7392"
LIST, NUMBERS = "/desk/unreached/", "/desk/unreached/numbers/"
ASKED = "社区有事要问，请补充"
State = Delivery.State


@pytest.fixture
def asked(desk: Someone) -> Case:
    """Somebody without an account, who wants to be called, was asked for more."""
    case = step("ask", raised(visitor(), phone=MOBILE, name="司徒远山", tell="call"), desk.person, question="几号楼？")
    follow()
    return case


def one(case: Case) -> Delivery:
    return Delivery.objects.get(kind="news", stream=case.id, account=None)


def result_of(case: Case) -> str:
    return reverse("unreached_result", args=[case.street, one(case).pk])


def browser(who: Someone) -> Client:
    return who.sign_in(Client())


def test_the_list_says_who_masked_what_why_and_what_next(asked: Case, desk: Someone) -> None:
    page = said(browser(desk).get(LIST))
    for words in (asked.label, "司**", MASKED, ASKED, "要打电话告诉", result_of(asked)):
        assert words in page, words
    assert MOBILE not in page
    assert "司徒远山" not in page


def test_what_could_not_be_sent_is_there_with_its_reason(asked: Case, desk: Someone) -> None:
    Delivery.objects.filter(pk=one(asked).pk).update(way="sms", state=State.FAILED, reason="refused")
    page = said(browser(desk).get(LIST))
    assert "短信平台不收，号码可能不对" in page
    assert asked.label in said(browser(desk).get(LIST, {"which": "failed"}))
    assert asked.label not in said(browser(desk).get(LIST, {"which": "call"}))


def test_the_number_of_a_case_tells_how_its_key_ends() -> None:
    for key in (uuid7() for _ in range(200)):
        assert key.hex.endswith(Case.tail_of(Case(id=key).label))


def test_it_is_searched_by_the_number_of_a_case(asked: Case, desk: Someone) -> None:
    other = step("ask", raised(visitor(), phone="13912340000", tell="call"), desk.person, question="几号楼？")
    follow()
    client = browser(desk)
    for typed in (asked.label, f" {asked.label.lower()} "):
        page = said(client.get(LIST, {"number": typed}))
        assert result_of(asked) in page
        assert result_of(other) not in page
    for nothing in ("ZZZZZZ9", "电话", asked.label[:5], "%"):
        assert "记下结果" not in said(client.get(LIST, {"number": nothing}))


@pytest.mark.parametrize(
    "query", [{"which": "pigeon"}, {"order": "x"}, {"page": "0"}, {"page": "99"}, {"community": "1"}]
)
def test_what_the_address_bar_does_not_know_is_nothing_chosen(
    asked: Case, desk: Someone, query: dict[str, str]
) -> None:
    assert asked.label in said(browser(desk).get(LIST, query))


def test_it_is_of_ones_own_places_alone(asked: Case, other_desk: Someone, resident: Someone, auditor: Someone) -> None:
    assert asked.label not in said(browser(other_desk).get(LIST))
    assert browser(other_desk).get(result_of(asked)).status_code == 404
    for who in (resident, auditor):
        assert browser(who).get(LIST).status_code == 403
        assert browser(who).get(result_of(asked)).status_code == 403
        assert browser(who).get(NUMBERS).status_code == 403


def test_numbers_are_shown_once_and_each_is_a_look(asked: Case, desk: Someone) -> None:
    client = browser(desk)
    assert MOBILE not in said(client.get(NUMBERS))
    sent = opened(client, NUMBERS)
    page = said(client.post(NUMBERS, sent))
    assert MOBILE in page
    assert "司徒远山" in page
    look = Look.objects.get(stream=asked.id, kind="whole")
    assert (look.viewer, look.reason, look.fields) == (desk.account, "call", "name phone")
    again = client.post(NUMBERS, sent)
    assert again.status_code == 302
    assert Look.objects.filter(stream=asked.id, kind="whole").count() == 1


def test_the_number_of_one_is_a_look_at_one(asked: Case, desk: Someone) -> None:
    step("ask", raised(visitor(), phone="13912340000", tell="call"), desk.person, question="几号楼？")
    follow()
    client, address = browser(desk), f"{NUMBERS}?one={one(asked).pk}"
    assert address in said(client.get(result_of(asked)))
    page = said(client.post(address, opened(client, address)))
    assert MOBILE in page
    assert "13912340000" not in page
    assert Look.objects.filter(kind="whole").count() == 1


def test_the_number_of_an_account_is_shown_the_same_way(resident: Someone, desk: Someone) -> None:
    mailboxes.choose(resident.account.pk, "call")
    case = step("ask", raised(resident.person), desk.person, question="几号楼？")
    follow()
    client = browser(desk)
    assert resident.account.masked_phone in said(client.get(LIST))
    assert resident.account.phone not in said(client.get(LIST))
    assert resident.account.phone in said(client.post(NUMBERS, opened(client, NUMBERS)))
    assert Look.objects.filter(stream=case.id, kind="whole").count() == 1


def test_a_call_that_was_answered_ends_it_and_stands_in_the_case(asked: Case, desk: Someone) -> None:
    client = browser(desk)
    answer = send(client, result_of(asked), way="call", result="told", words="说三号楼")
    assert (answer.status_code, answer.headers["Location"]) == (302, LIST)
    row = one(asked)
    assert (row.state, row.way, row.tries, row.settled_by) == (State.TOLD, "call", 1, desk.account.pk)
    page = said(client.get(asked.url))
    assert "联系本人" in page
    assert "打电话：告诉本人了" in page
    assert "说三号楼" in page
    assert asked.label not in said(client.get(LIST))
    assert asked.label in said(client.get(LIST, {"which": "told"}))
    assert main(["verify"]) == 0


def test_what_was_said_on_the_phone_stands_in_no_fact(asked: Case, desk: Someone) -> None:
    send(browser(desk), result_of(asked), way="call", result="told", words="说三号楼")
    event = Event.objects.get(stream=asked.id, verb="wish.reach")
    assert '"reach":{"result":"told","way":"call"}' in event.facts
    assert "三号楼" not in event.facts


def test_nobody_there_is_tried_again_and_each_try_is_written_down(asked: Case, desk: Someone) -> None:
    for _ in range(2):
        send(browser(desk), result_of(asked), way="call", result="nobody", words="")
    assert (one(asked).state, one(asked).tries) == (State.OWED, 2)
    assert "联系过 2 次" in said(browser(desk).get(LIST))
    assert Event.objects.filter(stream=asked.id, verb="wish.reach").count() == 2
    send(browser(desk), result_of(asked), way="visit", result="wrong", words="")
    assert (one(asked).state, one(asked).reason) == (State.UNREACHED, "wrong")
    assert "号码或地址不对" in said(browser(desk).get(LIST, {"which": "unreached"}))


def test_a_form_that_comes_twice_is_one_call(asked: Case, desk: Someone) -> None:
    client = browser(desk)
    sent: dict[str, Any] = {**opened(client, result_of(asked)), "way": "call", "result": "nobody", "words": ""}
    for _ in range(2):
        assert client.post(result_of(asked), sent).status_code == 302
    assert one(asked).tries == 1
    assert Event.objects.filter(stream=asked.id, verb="wish.reach").count() == 1


def test_two_who_call_at_once_end_it_once(asked: Case, desk: Someone) -> None:
    first, second = browser(desk), browser(desk)
    forms = [opened(each, result_of(asked)) for each in (first, second)]
    typed = {"way": "call", "result": "told", "words": ""}
    assert first.post(result_of(asked), {**forms[0], **typed}).status_code == 302
    late = second.post(result_of(asked), {**forms[1], **typed})
    assert late.status_code == 409
    assert "这一条不用再联系了" in said(late)
    assert Event.objects.filter(stream=asked.id, verb="wish.reach").count() == 1


def test_whoever_has_read_it_need_not_be_called(resident: Someone, desk: Someone) -> None:
    mailboxes.choose(resident.account.pk, "call")
    case = step("ask", raised(resident.person), desk.person, question="几号楼？")
    follow()
    mailboxes.see(resident.account.pk, now=timezone.now())
    assert case.label not in said(browser(desk).get(LIST))


def test_news_that_came_after_it_make_the_call_needless(asked: Case, desk: Someone) -> None:
    step("refuse", asked, desk.person, reason="works", told="请到窗口登记。")
    follow()
    states = Delivery.objects.filter(stream=asked.id, account=None).order_by("made").values_list("state", flat=True)
    assert list(states) == [State.DROPPED, State.OWED]
    assert said(browser(desk).get(LIST)).count(asked.label) == 2  # the number of one row, shown and said


def test_the_file_names_nobody(asked: Case, desk: Someone) -> None:
    answer = browser(desk).get("/desk/unreached/list.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode().lstrip("\ufeff"))))
    assert len(rows) == 2
    assert rows[1][0] == asked.label
    for secret in ("司", MASKED, MOBILE, "7392"):
        assert secret not in answer.content.decode(), secret


def test_what_was_said_goes_with_the_words_of_the_case(asked: Case, desk: Someone) -> None:
    send(browser(desk), result_of(asked), way="call", result="told", words="说三号楼")
    assert Text.objects.filter(stream=asked.id, field="contact").exists()
    erasure.erase(Case.objects.get(pk=asked.pk), by=SYSTEM, at=timezone.now(), why="asked")
    assert not Text.objects.filter(stream=asked.id).exists()
    assert main(["verify"]) == 0


def test_writing_a_result_down_costs_no_more_than_a_step(asked: Case, desk: Someone) -> None:
    answers = {"way": "call", "result": "told", "words": "说三号楼"}
    row, by, now = one(asked), desk.person, timezone.now()
    with CaptureQueriesContext(connection) as captured:
        results.write_down(asked, row, by, at=now, token="0" * 32, told=answers)
    told = [each["sql"] for each in captured.captured_queries]
    written = [sql for sql in told if not sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    assert len(written) <= 8, written


def test_fifty_rows_cost_at_most_six(desk: Someone) -> None:
    for number in range(51):
        step("ask", raised(visitor(), phone=f"139{number:08}", tell="call"), desk.person, question="几号楼？")
    raised(visitor(), place=ELSEWHERE)
    follow()
    client = browser(desk)
    client.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        page = said(client.get(LIST))
    assert page.count("记下结果") == 50
    assert len(captured.captured_queries) <= 6, [one["sql"][:120] for one in captured.captured_queries]
