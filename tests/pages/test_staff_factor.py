"""Where an installation requires it, nobody who serves does anything before a second factor was given in that session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cli.doctor import doctor
from linli.people.factors import held, required
from tests.factors import app_code, first_step, is_in, second_step, with_app
from tests.lives import raised
from tests.sheets import said, with_receipt
from tests.town import STREET

if TYPE_CHECKING:
    from pytest_django import Settings

    from tests.town import Someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still")]


@pytest.fixture
def strict(settings: Settings) -> None:
    settings.LINLI_STAFF_TOTP = True


def test_it_is_not_required_unless_it_is_set(desk: Someone) -> None:
    assert desk.sign_in(Client()).get(reverse("desk")).status_code == 200


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("role", ["desk", "grid_worker", "street_leader", "auditor", "system_admin", "security_admin"])
def test_who_serves_is_led_to_bind_one_before_anything_else(request: pytest.FixtureRequest, role: str) -> None:
    client = request.getfixturevalue(role).sign_in(Client())
    for route in ("home", "me", "desk", "office", "alarms", "my_data", "my_sessions"):
        assert client.get(reverse(route))["Location"] == reverse("my_factors"), route
    assert "您的岗位要有第二步验证" in said(client.get(reverse("my_factors")))
    client.get(reverse("factor_app"))
    client.post(reverse("factor_app"), {"code": app_code(client.session["mfa.totp.secret"])})
    assert client.get(reverse("factor_codes")).status_code == 200
    assert client.get(reverse("home")).status_code == 200


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("role", ["resident", "helper", "liaison"])
def test_whoever_does_not_serve_is_left_alone(request: pytest.FixtureRequest, role: str) -> None:
    assert request.getfixturevalue(role).sign_in(Client()).get(reverse("me")).status_code == 200
    assert Client().get(reverse("home")).status_code == 200


@pytest.mark.usefixtures("strict")
def test_nothing_is_done_before_it(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person)
    client = desk.sign_in(with_receipt())
    url = reverse("step", args=["wish", STREET, case.pk, "publish"])
    assert client.post(url, {"public_text": "x"})["Location"] == reverse("my_factors")
    assert client.post(reverse("my_name"), {"name": "别的名字"})["Location"] == reverse("my_factors")
    desk.account.refresh_from_db()
    assert desk.account.name == "边玉洁"


@pytest.mark.usefixtures("strict")
def test_one_may_leave_and_choose_a_language_before_it(desk: Someone) -> None:
    client = desk.sign_in(Client())
    assert client.post(reverse("set_language"), {"language": "en"}).status_code == 302
    client.post(reverse("account_logout"))
    assert not is_in(client)


@pytest.mark.usefixtures("strict")
def test_a_session_in_which_it_was_not_given_gives_it_first(desk: Someone) -> None:
    secret = with_app(desk)
    client = desk.sign_in(Client())  # signed in without it, as before it was bound
    for route in ("desk", "my_factors", "factor_app", "factor_codes"):
        assert client.get(reverse(route))["Location"].startswith(reverse("again")), route
    assert client.post(reverse("again"), {"code": app_code(secret), "next": reverse("desk")})["Location"] == reverse(
        "desk"
    )
    assert client.get(reverse("desk")).status_code == 200


@pytest.mark.usefixtures("strict")
def test_who_gave_it_at_the_door_goes_straight_in_and_keeps_the_last_one(desk: Someone) -> None:
    secret = with_app(desk)
    client = first_step("desk")
    assert second_step(client, app_code(secret)) == 302
    assert client.get(reverse("desk")).status_code == 200
    url = reverse("factor_off", args=[held.of(desk.account).get().pk])
    assert "这是最后一种，不能停用" in said(client.get(url))
    assert client.post(url).status_code == 409
    assert held.any_of(desk.account)


def test_the_doctor_says_who_has_none_and_is_not_well_without_it_in_production(
    desk: Someone, other_desk: Someone, liaison: Someone, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert other_desk
    assert liaison
    assert required.without(timezone.localdate()) == 2
    with_app(desk)
    assert required.without(timezone.localdate()) == 1
    doctor()
    assert (
        "ok        second factors: not required outside production (1 of them have none yet)" in capsys.readouterr().out
    )
    settings.LINLI_PRODUCTION = True
    doctor()
    assert (
        "not well  second factors: nobody who holds a post must have one: set LINLI_STAFF_TOTP=1"
        in capsys.readouterr().out
    )
    settings.LINLI_STAFF_TOTP = True
    doctor()
    assert "ok        second factors: required of who holds a post" in capsys.readouterr().out
