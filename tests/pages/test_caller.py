"""A caller's open matters by the number that they say: here alone, as far as the desk may read, each a look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cli.command import main
from linli.flows.catching_up import CatchingUp
from linli.flows.corrections import correct
from linli.flows.doors import SYSTEM
from linli.flows.erasure import erase
from linli.ledger.models import Text
from linli.people import alarms, looks
from linli.people.looks import Look
from tests.lives import brought_to, raised
from tests.sheets import opened, said, send, with_receipt
from tests.town import ELSEWHERE

if TYPE_CHECKING:
    from pytest_django import Settings

    from linli.cases.models import Case
    from tests.town import Someone

pytestmark = pytest.mark.django_db
NAME, PHONE = "欧阳小雨", "13812347392"


@pytest.fixture
def case(resident: Someone) -> Case:
    return raised(resident.person, name=NAME, phone=PHONE)


def asked(one: Someone, number: str = PHONE) -> str:
    answer = send(one.sign_in(Client()), reverse("caller"), number=number)
    assert "no-store" in answer["Cache-Control"]
    return said(answer)


@pytest.mark.parametrize("typed", [PHONE, "138 1234 7392", "+86 138-1234-7392", "１３８１２３４７３９２"])
def test_the_desk_finds_an_open_matter_by_the_number_however_it_is_written(
    case: Case, desk: Someone, typed: str
) -> None:
    page = asked(desk, typed)
    assert case.label in page
    assert NAME not in page


def test_each_matter_found_is_a_look_that_the_person_reads(case: Case, desk: Someone) -> None:
    client, address = desk.sign_in(Client()), reverse("caller")
    typed = {**opened(client, address), "number": PHONE}
    assert case.label in said(client.post(address, typed))
    look = Look.objects.get(kind=looks.WHOLE)
    assert (look.stream, look.viewer_id, look.reason, look.fields) == (case.id, desk.account.pk, "caller", "phone")
    assert client.post(address, typed).status_code == 302
    assert Look.objects.filter(kind=looks.WHOLE).count() == 1
    assert "本人来电" in said(with_receipt(case).get(reverse("case_looks", args=[case.street, case.id])))
    assert main(["verify"]) == 0


def test_no_number_stands_in_an_address_or_is_shown_again(case: Case, desk: Someone) -> None:
    client = desk.sign_in(Client())
    assert case.label not in said(client.get(reverse("caller"), {"number": PHONE}))
    assert PHONE not in asked(desk)


@pytest.mark.parametrize("typed", ["", "张三", "12345", "138123473"])
def test_what_is_no_number_is_said_and_nothing_written(case: Case, desk: Someone, typed: str) -> None:
    answer = send(desk.sign_in(Client()), reverse("caller"), number=typed)
    assert answer.status_code == 422
    assert case.label not in said(answer)
    assert not Look.objects.filter(kind=looks.WHOLE).exists()


def test_closed_matters_and_those_of_other_places_are_not_found(
    resident: Someone, desk: Someone, other_desk: Someone, helper: Someone
) -> None:
    elsewhere = raised(resident.person, place=ELSEWHERE, name=NAME, phone=PHONE)
    closed = brought_to("closed", wisher=resident.person, desk=desk.person, helper=helper.person)
    correct(closed, by=SYSTEM, at=timezone.now(), words={"phone": PHONE})
    page = asked(desk)
    assert elsewhere.label not in page
    assert closed.label not in page
    assert "没有找到" in page
    assert elsewhere.label in asked(other_desk)


@pytest.mark.parametrize("who", ["auditor", "helper", "security_admin", "system_admin", "resident", "liaison"])
def test_whoever_does_not_handle_matters_may_not_ask(who: str, request: pytest.FixtureRequest) -> None:
    client = request.getfixturevalue(who).sign_in(Client())
    assert client.get(reverse("caller")).status_code == 403
    assert client.post(reverse("caller"), {"number": PHONE}).status_code == 403


def test_a_corrected_number_is_found_and_the_old_one_no_more(case: Case, desk: Someone) -> None:
    correct(case, by=SYSTEM, at=timezone.now(), words={"phone": "13812340001"})
    assert case.label not in asked(desk)
    assert case.label in asked(desk, "13812340001")


def test_an_erased_number_is_found_no_more(case: Case, desk: Someone) -> None:
    erase(case, by=SYSTEM, at=timezone.now(), why="asked")
    assert case.label not in asked(desk)
    assert not Text.objects.filter(stream=case.id).exists()


def test_many_calls_raise_the_alarm(case: Case, desk: Someone, settings: Settings) -> None:
    settings.LINLI_LOOKS_AN_HOUR = 1
    assert case.label in asked(desk)
    assert not alarms.Alarm.objects.exists()
    asked(desk)
    assert alarms.Alarm.objects.get().account_id == desk.account.pk


def test_nothing_is_shown_where_a_look_could_not_be_written(
    case: Case, desk: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_of: object) -> Look:
        message = "the disk is full"
        raise OSError(message)

    monkeypatch.setattr(looks, "note_whole", fails)
    client = desk.sign_in(Client())
    client.raise_request_exception = False
    answer = send(client, reverse("caller"), number=PHONE)
    assert answer.status_code == 500
    assert case.label not in said(answer)


def test_matters_of_before_are_found_after_the_worker_caught_up(case: Case, desk: Someone) -> None:
    Text.objects.filter(stream=case.id).update(found="")
    assert case.label not in asked(desk)
    job = CatchingUp()
    assert job.step() == 1
    assert job.step() == 0
    assert case.label in asked(desk)
    assert CatchingUp().step() == 0
    assert set(Text.objects.filter(stream=case.id).exclude(found="").values_list("field", flat=True)) == {"phone"}


def test_a_hash_that_does_not_fit_the_words_is_damage(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    Text.objects.filter(stream=case.id, field="phone").update(found="0" * 64)
    assert main(["verify"]) == 1
    assert "found" in capsys.readouterr().out
