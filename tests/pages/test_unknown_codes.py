"""Codes, verbs, filters and receipts that nobody gave out open nothing and break nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases.models import Case
from tests.lives import publish, raised, step
from tests.pages.sending import NOBODY, SCRIPT, code_of, nothing_kept, whole
from tests.sheets import address, body, said, send, with_receipt
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db

# Unknown codes


def unknown_addresses(case: Case) -> list[str]:
    return [
        "/wish/620103001/",
        "/wish/62010300100/",
        "/wish/6201030010049/",
        f"/wish/{HOME}999/",
        "/wish/999999999999/",
        "/wish/abc/",
        f"/wish/{'6' * 500}/",
        "/wish/%E6%9D%91/",
        "/wish/%00/",
        "/wish/%FF/",
        "/wall/abc/",
        "/wall/999999999/",
        "/wall/150102005/",  # a street that is known, and not open
        "/wall/150102005001/",
        "/wall/6201/",
        f"/wall/{HOME}001/",
        f"/case/{STREET}/{NOBODY}/",
        f"/case/150102005/{case.id}/",
        f"/case/abc/{case.id}/",
        f"/case/{STREET}/not-a-key/",
        f"/step/wish/{STREET}/{NOBODY}/claim/",
        f"/step/wish/150102005/{case.id}/claim/",
        f"/step/loan/{STREET}/{case.id}/claim/",
        f"/step/pact/{STREET}/{case.id}/consent/",
        f"/step/booking/{STREET}/{case.id}/confirm/",
    ]


def test_an_address_with_an_unknown_code_is_not_found(resident: Someone, desk: Someone) -> None:
    case = publish(raised(resident.person), desk.person)
    for client in (Client(), desk.sign_in(Client())):
        for url in unknown_addresses(case):
            assert client.get(url).status_code == 404, url
            assert client.post(url, {"token": "x"}).status_code == 404, url


def test_an_unknown_verb_is_no_page(resident: Someone, desk: Someone) -> None:
    case = publish(raised(resident.person), desk.person)
    for verb in ("fly", "a" * 200):
        assert desk.sign_in(Client()).get(address(case, verb)).status_code == 404
        assert desk.sign_in(Client()).post(address(case, verb), {"token": "x"}).status_code == 404


def test_a_verb_of_another_state_is_told_where_the_wish_stands(resident: Someone, desk: Someone) -> None:
    case = publish(raised(resident.person), desk.person)
    answer = desk.sign_in(Client()).get(address(case, "confirm"))
    assert answer.status_code == 409
    assert "待认领" in said(answer)


@pytest.mark.parametrize("kind", ["money", "THING", "thing ", "thing;drop", "0", "心愿", "thing\x00x"])
def test_an_unknown_kind_is_not_taken(client: Client, raising: str, kind: str) -> None:
    answer = send(client, raising, **whole(kind=kind))
    if kind.strip() == "thing":
        assert answer.status_code == 302  # a blank at the end is not a mistake
        return
    assert answer.status_code == 422
    assert "请从列出的选项里选一个" in said(answer)
    assert nothing_kept()


@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=99999999999999999999999999",
        "page=²",
        "page=１",
        "page=%FF",
        "page=",
        "page=1&page=x",
        "state=nonsense&late=nonsense&community=nonsense&kind=nonsense",
        "state=%00&kind=%00&case=%00",
        "community=620103001004%00",
        "case=abc",
        "case=/",
        "case=%00/%00",
        "case=620103001/not-a-key",
        f"case={STREET}/{NOBODY}",
        "case=%FF/%FF",
        "state=open' OR '1'='1",
        "x=" + "y" * 5000,
        "&&&=&=",
    ],
)
def test_an_unknown_filter_or_page_number_gives_the_nearest_list(
    resident: Someone, desk: Someone, street_leader: Someone, query: str
) -> None:
    case = publish(raised(resident.person), desk.person)
    for who, name in ((desk, "desk"), (street_leader, "desk"), (resident, "mine"), (street_leader, "street")):
        answer = who.sign_in(Client()).get(f"{reverse(name)}?{query}")
        assert answer.status_code == 200, name
        assert case.label in body(answer) or name == "street"
    assert Client().get(f"{reverse('wall', args=[HOME])}?{query}").status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "head", "trace"])
def test_other_methods_change_nothing_and_break_nothing(resident: Someone, desk: Someone, method: str) -> None:
    case = raised(resident.person)
    client = desk.sign_in(Client())
    for url in ("/", case.url, address(case, "publish"), reverse("desk"), reverse("raise", args=[HOME])):
        assert getattr(client, method)(url).status_code < 500
    for url in (address(case, "publish"), reverse("raise", args=[HOME])):
        assert getattr(client, method)(url).status_code == (200 if method == "head" else 405)
    assert Case.objects.get(id=case.id).version == 1


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(resident: Someone, elsewhere: str) -> None:
    answer = Client().post(reverse("set_language"), {"language": "en", "next": elsewhere})
    assert "evil" not in answer.headers["Location"]
    assert "javascript" not in answer.headers["Location"]
    page = resident.sign_in(Client()).get(reverse("account_login"), {"next": elsewhere})
    assert page.status_code == 302
    assert page.headers["Location"] == "/"


@pytest.mark.parametrize("language", ["xx", "", "zh-hans\x00", "../en", "en" * 500])
def test_an_unknown_language_changes_nothing(client: Client, language: str, town: Town) -> None:
    del town
    assert client.post(reverse("set_language"), {"language": language}).status_code == 302
    assert client.get("/", headers={"Accept-Language": language.replace("\x00", "")}).status_code == 200
    assert "邻里" in said(client.get("/"))


def test_another_host_name_is_not_answered(town: Town) -> None:
    del town
    answer = Client().get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in said(answer)


# Receipts of others


def test_the_receipt_of_one_wish_opens_no_other(resident: Someone) -> None:
    mine, others = raised(resident.person), raised(resident.person)
    client = with_receipt(mine)
    assert client.get(mine.url).status_code == 200
    assert client.get(others.url).status_code == 404
    assert client.get(address(others, "withdraw")).status_code == 404
    assert client.post(address(others, "withdraw"), {"token": "x"}).status_code == 404


def test_who_found_a_receipt_reads_and_speaks_for_that_wish_alone(resident: Someone, desk: Someone) -> None:
    """Whoever holds the code speaks for the wisher: so it says on the receipt."""
    case = step("ask", raised(resident.person), desk.person, question="几号楼？")
    found = Client()
    answer = found.post(reverse("receipt"), {"code": code_of(case)})
    assert answer.status_code == 302
    assert found.get(answer.headers["Location"]).status_code == 200
    assert send(found, address(case, "answer"), answer="三号楼").status_code == 302
    assert Case.objects.get(id=case.id).state == "check"


@pytest.mark.parametrize("change", ["last", "street", "empty", "long", "script", "nul", "bytes"])
def test_a_wrong_code_opens_nothing_and_says_nothing(resident: Someone, change: str) -> None:
    code = code_of(raised(resident.person))
    wrong = {
        "last": code[:-1] + ("0" if code[-1] != "0" else "1"),
        "street": "150102005" + code[9:],
        "empty": "",
        "long": code * 50,
        "script": SCRIPT,
        "nul": f"{code}\x00x",
        "bytes": "\ufffd" * 21,
    }[change]
    client = Client(REMOTE_ADDR=f"10.0.0.{len(change)}")
    answer = client.post(reverse("receipt"), {"code": wrong})
    assert answer.status_code == 422
    assert "linli_receipts" not in client.cookies
    assert "<script>alert" not in body(answer)
