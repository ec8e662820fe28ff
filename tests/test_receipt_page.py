"""The receipt page: a right code shows where it stands and proves the record, a wrong one tells nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.ledger import receipts, roots
from linli.ledger.models import Event
from linli.people.person import visitor
from linli.wishes.raising import raise_wish
from tests.town import HOME

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

    from linli.cases.models import Case
    from tests.town import Town

ADDRESS = "/receipt/"


@pytest.fixture(autouse=True)
def apart(settings: Settings, tmp_path: Path) -> None:
    """Publish roots for each test alone."""
    settings.LINLI_ROOTS_DIR = tmp_path


@pytest.fixture
def case(town: Town) -> Case:
    """A wish of somebody without an account."""
    del town
    return raise_wish(
        place=HOME, by=visitor(), at=timezone.now(), words="想要一根带座的拐杖", kind="thing", whom="self"
    )


def code_of(case: Case) -> str:
    receipt = receipts.of_stream(street=case.street, stream=case.id)
    assert receipt
    return receipts.in_groups(receipt.code)


def opened(client: Client, code: str) -> Any:
    return client.post(ADDRESS, {"code": code}, follow=True)


def test_the_page_asks_for_a_code(client: Client, town: Town) -> None:
    del town
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert 'name="code"' in response.content.decode()


def test_a_right_code_shows_where_it_stands_whose_turn_and_until_when(client: Client, case: Case) -> None:
    response = opened(client, code_of(case).lower())
    assert response.status_code == 200
    text = response.content.decode()
    for words in (case.label, "待核对", "轮到谁", "到什么时候", "当天的记录还没有封存", Event.objects.get().hash):
        assert words in text
    assert "想要一根带座的拐杖" in client.get(case.url).content.decode()


def test_after_closing_it_proves_the_record(client: Client, case: Case) -> None:
    for _ in range(3):
        raise_wish(place=HOME, by=visitor(), at=timezone.now(), words="想要花", kind="thing", whom="self")
    roots.close_days(timezone.now() + timedelta(days=2))
    text = opened(client, code_of(case)).content.decode()
    for words in ("核对一致", "记录和指纹相符", "指纹在当天的封存里", "封存的签名有效"):
        assert words in text
    assert text.count('<span class="soft small">') >= 2


@pytest.mark.parametrize("days_later", [0, 2])
def test_a_changed_record_is_told_to_its_owner(client: Client, case: Case, days_later: int) -> None:
    roots.close_days(timezone.now() + timedelta(days=days_later))
    Event.objects.update(by="00000000-0000-0000-0000-000000000009")
    text = opened(client, code_of(case)).content.decode()
    assert "核对不一致" in text
    assert "核对一致" not in text


def test_a_record_rewritten_with_its_hash_after_closing_is_told_to_its_owner(client: Client, case: Case) -> None:
    from linli.ledger.events import event_hash

    roots.close_days(timezone.now() + timedelta(days=2))
    event = Event.objects.get()
    event.verb = "wish.other"
    event.hash = event_hash(event)
    event.save()
    text = opened(client, code_of(case)).content.decode()
    assert "核对不一致" in text
    assert "指纹不在当天的封存里" in text


def test_unknown_and_mistyped_codes_get_the_same_answer(client: Client, case: Case) -> None:
    code = code_of(case)
    unknown = code[:-1] + ("0" if code[-1] != "0" else "1")
    answers = []
    for wrong in (unknown, "hello", "620103001", code[:-1], "150102005" + code[9:], "\x00"):
        response = client.post(ADDRESS, {"code": wrong})
        assert response.cookies.keys().isdisjoint({"linli_receipts"})
        text = response.content.decode().replace(f'value="{wrong}"', "")
        answers.append((response.status_code, text.count("没有查到。请对照收件码再输一遍。")))
    assert set(answers) == {answers[0]}
    assert answers[0][0] == 422


def test_after_ten_wrong_codes_everybody_at_that_address_waits(client: Client, case: Case) -> None:
    for _ in range(10):
        assert client.post(ADDRESS, {"code": "620103001000000000000"}).status_code == 422
    for code in ("620103001000000000000", code_of(case)):
        response = Client().post(ADDRESS, {"code": code})
        assert response.status_code == 429
        assert "请过十分钟再来" in response.content.decode()
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert opened(elsewhere, code_of(case)).status_code == 200


def test_right_codes_are_not_counted(client: Client, case: Case) -> None:
    for _ in range(12):
        assert opened(client, code_of(case)).status_code == 200


def test_behind_our_proxy_the_last_entry_names_the_client(case: Case, settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for number in range(10):
        forged = Client(headers={"x-forwarded-for": f"192.0.2.{number}, 203.0.113.7"})
        assert forged.post(ADDRESS, {"code": "x"}).status_code == 422
    assert Client(headers={"x-forwarded-for": "203.0.113.7"}).post(ADDRESS, {"code": "x"}).status_code == 429
    assert opened(Client(headers={"x-forwarded-for": "203.0.113.8"}), code_of(case)).status_code == 200


def test_the_opened_page_is_for_the_browser_that_typed_the_code(client: Client, case: Case) -> None:
    address = f"/receipt/{case.street}/{case.id}/"
    assert Client().get(address).status_code == 404
    opened(client, code_of(case))
    assert client.get(address).status_code == 200
    other = raise_wish(place=HOME, by=visitor(), at=timezone.now(), words="想要花", kind="thing", whom="self")
    assert client.get(f"/receipt/{other.street}/{other.id}/").status_code == 404
    assert client.get(f"/receipt/150102005/{case.id}/").status_code == 404


def test_a_form_from_another_site_is_refused(case: Case) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(ADDRESS, {"code": code_of(case)}).status_code == 403


def test_the_pages_are_there_in_english(client: Client, case: Case) -> None:
    client.cookies["django_language"] = "en"
    roots.close_days(timezone.now() + timedelta(days=2))
    text = opened(client, code_of(case)).content.decode()
    assert '<html lang="en"' in text
    for words in ("核对", "指纹", "封存", "收件码", "进度"):
        assert words not in text
