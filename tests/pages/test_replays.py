"""Forms that come twice, late, from elsewhere or out of date: one answer, and what was typed is kept."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases.models import Case
from linli.flows import tokens
from linli.ledger.models import Event
from tests.lives import WORDS, publish, raised, step, with_code
from tests.pages.sending import code_of, nothing_kept, read, whole
from tests.sheets import address, body, hidden, opened, said

if TYPE_CHECKING:
    from tests.town import Someone

pytestmark = pytest.mark.django_db
HOURS = 3600


# Double submit and replay


def test_a_form_sent_twice_makes_one_wish_and_the_same_answer(client: Client, raising: str) -> None:
    fields = {**opened(client, raising), **whole()}
    first, second = client.post(raising, fields), client.post(raising, fields)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    case = Case.objects.get()
    assert code_of(case) in read(client.get(second.headers["Location"]))


def test_a_step_sent_twice_is_taken_once_and_both_see_where_it_stands(resident: Someone, desk: Someone) -> None:
    case, client = raised(resident.person), desk.sign_in(Client())
    fields = {**opened(client, address(case, "ask")), "question": "几号楼？"}
    for _ in range(2):
        answer = client.post(address(case, "ask"), fields)
        assert (answer.status_code, answer.headers["Location"]) == (302, case.url)
    assert Event.objects.filter(stream=case.id).count() == 2


def test_a_form_replayed_from_another_browser_is_refused_and_tells_nothing(client: Client, raising: str) -> None:
    fields = {**opened(client, raising), **whole()}
    sent = client.post(raising, fields)
    case = Case.objects.get()
    code = code_of(case)
    other = Client()
    opened(other, raising)
    answer = other.post(raising, fields)
    assert answer.status_code == 409
    for secret in (code, case.label, str(case.id), case.head, WORDS):
        assert secret not in read(answer)
    assert not {"linli_fresh", "linli_receipts"} & set(other.cookies)
    assert other.get(sent.headers["Location"]).status_code == 404
    assert Case.objects.count() == 1


def test_a_form_of_one_account_is_refused_from_another_in_the_same_browser(
    client: Client, raising: str, resident: Someone, helper: Someone
) -> None:
    fields = {**opened(resident.sign_in(client), raising), **whole()}
    client.post(raising, fields)
    answer = helper.sign_in(client).post(raising, fields)
    assert answer.status_code == 409
    assert code_of(Case.objects.get()) not in read(answer)
    assert Case.objects.count() == 1


def test_a_token_serves_the_form_that_it_was_shown_with_alone(resident: Someone, desk: Someone) -> None:
    first, second = raised(resident.person), raised(resident.person)
    client = desk.sign_in(Client())
    fields = {**opened(client, address(first, "ask")), "question": "几号楼？", "reason": "works", "told": "几号楼？"}
    for url in (address(second, "ask"), address(first, "refuse")):
        answer = client.post(url, fields)
        assert answer.status_code == 422
        assert "几号楼？" in said(answer)
    assert Event.objects.count() == 2


# Cookies and old forms


def test_without_the_cookie_the_form_comes_back_with_what_was_typed_and_can_be_sent(
    client: Client, raising: str
) -> None:
    fields = {**opened(client, raising), **whole(name="老孟")}
    del client.cookies[tokens.COOKIE]
    answer = client.post(raising, fields)
    assert answer.status_code == 422
    assert "Cookie" in said(answer)
    assert WORDS in said(answer)
    assert "老孟" in said(answer)
    assert nothing_kept()
    fields["token"] = hidden(body(answer))["token"]
    assert client.post(raising, fields).status_code == 302


@pytest.mark.parametrize("token", ["", "x", "x:y:z", "心" * 10, "�", "a" * 5000])
def test_a_made_up_token_sends_nothing(client: Client, raising: str, token: str) -> None:
    opened(client, raising)
    answer = client.post(raising, {**whole(), "token": token})
    assert answer.status_code == 422
    assert WORDS in said(answer)
    assert nothing_kept()


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "x" * 4000])
def test_a_made_up_cookie_is_none(client: Client, raising: str, cookie: str) -> None:
    fields = {**opened(client, raising), **whole()}
    client.cookies[tokens.COOKIE] = cookie
    assert client.post(raising, fields).status_code == 422
    for name in ("linli_receipts", "linli_fresh", "sessionid", "django_language"):
        client.cookies[name] = cookie
    assert client.get("/").status_code == 200
    assert client.get(reverse("receipt_new")).status_code == 404


def long_ago(monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    then = time.time() - hours * HOURS
    monkeypatch.setattr("django.core.signing.time.time", lambda: then)


def test_after_three_days_the_form_is_refused_and_the_text_kept(
    client: Client, raising: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as clock:
        long_ago(clock, 72.1)
        fields = {**opened(client, raising), **whole(name="老孟")}
    answer = client.post(raising, fields)
    assert answer.status_code == 409
    assert "超过三天" in said(answer)
    assert WORDS in said(answer)
    assert "老孟" in said(answer)
    assert nothing_kept()
    fields["token"] = hidden(body(answer))["token"]
    assert client.post(raising, fields).status_code == 302


def test_within_three_days_the_form_is_taken(client: Client, raising: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as clock:
        long_ago(clock, 71.9)
        fields = {**opened(client, raising), **whole()}
    assert client.post(raising, fields).status_code == 302


# Stale forms


def test_a_stale_form_keeps_what_was_typed_and_names_the_new_state(resident: Someone, desk: Someone) -> None:
    case, client = raised(resident.person), desk.sign_in(Client())
    fields = {**opened(client, address(case, "ask")), "question": "请问是几号楼的灯？"}
    publish(case, desk.person)
    answer = client.post(address(case, "ask"), fields)
    assert answer.status_code == 409
    assert "请问是几号楼的灯？" in said(answer)
    assert "待认领" in said(answer)
    assert Case.objects.get(id=case.id).version == 2


def test_a_stale_form_that_still_fits_can_be_sent_again(resident: Someone, desk: Someone) -> None:
    case, client = raised(resident.person), desk.sign_in(Client())
    url = address(case, "publish")
    fields = {**opened(client, url), "public_text": "想请人换灯泡。", "scope": "street", "checked": "on"}
    case = step("ask", case, desk.person, question="几号楼？")
    step("answer", case, with_code(case), answer="三号楼")
    answer = client.post(url, fields)
    assert answer.status_code == 409
    assert "想请人换灯泡。" in said(answer)
    fields["token"] = hidden(body(answer))["token"]
    assert client.post(url, fields).status_code == 302
    assert Case.objects.get(id=case.id).state == "published"


def test_the_second_claimer_is_told_on_the_page(
    resident: Someone, desk: Someone, helper: Someone, liaison: Someone
) -> None:
    case = publish(raised(resident.person), desk.person)
    first, second = helper.sign_in(Client()), liaison.sign_in(Client())
    forms = [{**opened(client, address(case, "claim")), "way": "self"} for client in (first, second)]
    assert first.post(address(case, "claim"), forms[0]).status_code == 302
    answer = second.post(address(case, "claim"), forms[1])
    assert answer.status_code == 409
    assert "办理中" in said(answer)
