"""A handler's call list: their own open cases alone, for a purpose, each row written down before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cli.command import main
from linli.people import alarms, looks
from linli.people.looks import Look
from linli.people.serving.tenures import hand_over
from tests.lives import brought_to, raised
from tests.sheets import opened, said, send, with_receipt
from tests.town import ELSEWHERE

if TYPE_CHECKING:
    from pytest_django import Settings

    from linli.cases.models import Case
    from tests.town import Someone

pytestmark = pytest.mark.django_db
NAME, PHONE = "欧阳小雨", "13812347392"
WHY = "通知周六来取"


@pytest.fixture
def case(resident: Someone) -> Case:
    return raised(resident.person, name=NAME, phone=PHONE)


def browser(one: Someone) -> Client:
    return one.sign_in(Client())


def printed(one: Someone) -> str:
    answer = send(browser(one), reverse("call_list"), why=WHY)
    assert "no-store" in answer["Cache-Control"]
    return said(answer)


def test_each_row_is_a_look_that_the_person_reads_and_the_list_is_shown_once(case: Case, desk: Someone) -> None:
    client, address = browser(desk), reverse("call_list")
    typed = {**opened(client, address), "why": WHY}
    page = said(client.post(address, typed))
    assert NAME in page
    assert PHONE in page
    assert case.label in page
    look = Look.objects.get(kind=looks.WHOLE)
    assert (look.stream, look.viewer_id, look.reason, look.words) == (case.id, desk.account.pk, "print", WHY)
    assert look.fields == "name phone"
    assert client.post(address, typed).status_code == 302
    assert PHONE not in said(client.get(address))
    assert Look.objects.filter(kind=looks.WHOLE).count() == 1
    assert WHY in said(with_receipt(case).get(reverse("case_looks", args=[case.street, case.id])))
    assert main(["verify"]) == 0


def test_nothing_is_shown_where_a_look_could_not_be_written(
    case: Case, desk: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_of: object) -> Look:
        message = "the disk is full"
        raise OSError(message)

    monkeypatch.setattr(looks, "note_whole", fails)
    client = browser(desk)
    client.raise_request_exception = False
    answer = send(client, reverse("call_list"), why=WHY)
    assert answer.status_code == 500
    assert PHONE not in said(answer)
    assert case.label not in said(answer)


def test_only_open_cases_of_ones_own_post_with_a_number_are_listed(
    case: Case, resident: Someone, desk: Someone, helper: Someone, other_desk: Someone
) -> None:
    elsewhere = raised(resident.person, place=ELSEWHERE, name="邻区人", phone="13812340001")
    silent = raised(resident.person)
    closed = brought_to("closed", wisher=resident.person, desk=desk.person, helper=helper.person)
    page = printed(desk)
    assert case.label in page
    assert elsewhere.label not in page
    assert silent.label not in page
    assert closed.label not in page
    page = printed(other_desk)
    assert "13812340001" in page
    assert PHONE not in page


@pytest.mark.parametrize("who", ["street_leader", "grid_worker"])
def test_whoever_reads_a_case_for_which_another_post_answers_lists_nobody(
    case: Case, who: str, request: pytest.FixtureRequest
) -> None:
    answer = send(browser(request.getfixturevalue(who)), reverse("call_list"), why=WHY)
    assert answer.status_code == 409
    assert PHONE not in said(answer)
    assert case.label not in said(answer)
    assert not Look.objects.filter(kind=looks.WHOLE).exists()


@pytest.mark.parametrize("who", ["auditor", "helper", "security_admin", "system_admin", "resident", "liaison"])
def test_nobody_without_a_handling_post_gets_a_list(who: str, request: pytest.FixtureRequest) -> None:
    assert browser(request.getfixturevalue(who)).get(reverse("call_list")).status_code == 403


def test_without_saying_why_nothing_is_shown_or_written(case: Case, desk: Someone) -> None:
    answer = send(browser(desk), reverse("call_list"), why="  ")
    assert answer.status_code == 422
    assert PHONE not in said(answer)
    assert case.label not in said(answer)
    assert not Look.objects.filter(kind=looks.WHOLE).exists()


def test_a_list_is_limited_and_frequent_ones_raise_the_alarm(
    resident: Someone, desk: Someone, settings: Settings
) -> None:
    settings.LINLI_LOOKS_AN_HOUR = 2
    for number in range(3):
        raised(resident.person, name=NAME, phone=f"1381234000{number}")
    printed(desk)
    assert Look.objects.filter(kind=looks.WHOLE).count() == settings.LINLI_LOOKS_AN_HOUR
    assert not alarms.Alarm.objects.exists()
    printed(desk)
    assert alarms.Alarm.objects.get().account_id == desk.account.pk


def test_whoever_handed_the_post_over_lists_nobody_and_the_next_holder_does(
    case: Case, desk: Someone, helper: Someone
) -> None:
    (post,) = desk.posts
    hand_over(post, old=desk.account, new=helper.account, on=timezone.localdate())
    assert browser(desk).get(reverse("call_list")).status_code == 403
    assert PHONE in printed(helper)
    assert case.label in printed(helper)
