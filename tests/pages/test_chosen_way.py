"""How whoever has no account is told: asked with the first form, changed with the receipt or at the counter, gone along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cases.beginning import beginning_of
from linli.cases.models import Case, ChosenWay
from linli.cases.moves import transfers
from linli.cases.reaching import chosen
from linli.cli.command import main
from linli.flows.answers import Incomplete
from linli.ledger import verify
from linli.notices.models import Delivery
from linli.notices.ways import Way
from linli.people.person import visitor
from linli.people.serving.opening import open_street
from tests.lives import WORDS, raised, step
from tests.sheets import opened, said, send, with_receipt
from tests.telling import follow
from tests.town import HOME

if TYPE_CHECKING:
    from linli.people.person import Person
    from tests.town import Someone

pytestmark = pytest.mark.django_db
MOBILE, LANDLINE = "13812347392", "09312345678"


def page_of(case: Case) -> str:
    return reverse("case_way", args=[case.street, case.id])


def owed() -> list[tuple[str, str]]:
    return list(Delivery.objects.filter(account=None).values_list("way", "state"))


@pytest.mark.parametrize(("tell", "owes"), [("call", "call"), ("visit", "visit"), ("page", ""), ("nothing", "")])
def test_what_was_answered_with_the_first_form_is_how_they_are_told(desk: Someone, tell: str, owes: str) -> None:
    case = raised(visitor(), phone=MOBILE, tell=tell)
    assert chosen.of_case(case) is Way(tell)
    step("ask", case, desk.person, question="几号楼？")
    follow()
    assert owed() == ([(owes, "owed")] if owes else [])


@pytest.mark.parametrize(("tell", "phone"), [("call", ""), ("sms", ""), ("sms", LANDLINE)])
def test_a_way_that_needs_a_number_is_not_taken_without_one(desk: Someone, tell: str, phone: str) -> None:
    with pytest.raises(Incomplete) as refused:
        raised(visitor(), phone=phone, tell=tell)
    assert set(refused.value.errors) == {"phone"}
    case = raised(visitor(), phone=phone)
    answer = send(desk.sign_in(Client()), page_of(case), tell=tell)
    assert answer.status_code == 422
    assert chosen.of_case(case) is None


def test_the_page_leads_back_to_the_number_that_is_missing(desk: Someone) -> None:
    del desk
    client, url = Client(), reverse("raise", args=[HOME])
    typed = {"words": WORDS, "kind": "service", "screen": "3", "tell": "sms", "phone": ""}
    answer = client.post(url, {**opened(client, url), **typed})
    assert answer.status_code == 422
    page = said(answer)
    assert "要发短信，请留一个手机号。" in page
    assert 'name="tell"' in page
    assert Case.objects.count() == 0


def test_nobody_has_to_answer(desk: Someone) -> None:
    case = raised(visitor(), phone=LANDLINE)
    assert chosen.of_case(case) is None
    step("ask", case, desk.person, question="几号楼？")
    follow()
    assert owed() == [("call", "owed")]


def test_whoever_signed_in_for_themselves_is_not_asked(resident: Someone, desk: Someone) -> None:
    def asked(person: Person) -> bool:
        return any(each.name == "tell" for screen in beginning_of("wish").screens(person) for each in screen.fields)

    assert [asked(one) for one in (visitor(), desk.person, resident.person)] == [True, True, False]


def test_it_is_changed_with_the_receipt_and_at_the_counter_and_said_once(desk: Someone) -> None:
    case = raised(visitor(), phone=MOBILE, tell="sms")
    browser = with_receipt(case)
    assert page_of(case) in said(browser.get(case.url))
    assert send(browser, page_of(case), tell="call").status_code == 302
    assert chosen.of_case(case) is Way.CALL
    assert "改了告诉的办法" in said(browser.get(case.url))
    assert send(desk.sign_in(Client()), page_of(case), tell="visit").status_code == 302
    assert chosen.of_case(case) is Way.VISIT
    assert ChosenWay.objects.filter(case=case.id).count() == 1
    again = Case.objects.get(pk=case.pk).version
    assert send(browser, page_of(case), tell="visit").status_code == 302
    assert Case.objects.get(pk=case.pk).version == again
    assert main(["verify"]) == 0


def test_whoever_has_an_account_chooses_in_their_notices(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person, phone=MOBILE)
    for one in (resident, desk):
        client = one.sign_in(Client())
        assert client.get(page_of(case)).status_code == 403
        assert page_of(case) not in said(client.get(case.url))


def test_nobody_else_chooses(resident: Someone, desk: Someone, other_desk: Someone, helper: Someone) -> None:
    del desk
    case = raised(visitor(), phone=MOBILE, tell="sms")
    for one in (resident, other_desk, helper):
        assert one.sign_in(Client()).get(page_of(case)).status_code in {403, 404}


def test_it_goes_along_to_another_street_and_replays(desk: Someone) -> None:
    case = raised(visitor(), phone=MOBILE, tell="visit")
    del desk
    far = open_street("620102001", grids=1)
    there = transfers.transfer(case, to=far.communities[0].code, why="elsewhere", at=timezone.now())
    assert chosen.of_case(there) is Way.VISIT
    assert set(verify.verify().kinds) == set()
