"""Who forgot a password gets a first one from somebody else, with a reason; it opens nothing but choosing one's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from linli.people.factors import held
from linli.people.models import Account, Arrangement, OpenSession
from linli.people.serving.opening import open_street
from linli.people.serving.tenures import appoint
from linli.people.signing_in import first_passwords
from tests.factors import app_code, first_step, second_step, with_app
from tests.sheets import opened, said, send
from tests.town import SINCE, STREET

if TYPE_CHECKING:
    from pytest_django import Settings

    from tests.town import Someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still")]

GIVEN = {"reason": "forgot", "seen": "1"}
OWN = "meine-eigene-stadt"


@pytest.fixture
def admin(system_admin: Someone) -> Client:
    return system_admin.sign_in(Client())


def of(one: Someone) -> str:
    return reverse("office_account_deed", args=[STREET, one.account.pk, "reset_password"])


def shown(page: str) -> str:
    found = re.search(r"<dd>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</dd>", page)
    assert found
    return found[1]


def entered(username: str, password: str) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": username, "password": password})
    return client


def chosen(client: Client, old: str, new: str) -> int:
    typed = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(reverse("my_password"), typed).status_code


def test_a_first_password_is_shown_once_ends_every_session_and_is_written_down(admin: Client, desk: Someone) -> None:
    with_app(desk)
    before = desk.sign_in(Client())
    assert before.get(reverse("my_sessions")).status_code == 200
    marks = {**opened(admin, of(desk)), **GIVEN}
    password = shown(said(admin.post(of(desk), marks)))
    again = admin.post(of(desk), marks)
    assert (again.status_code, password in said(again)) == (302, False)
    assert Account.objects.get(pk=desk.account.pk).check_password(password)
    assert not OpenSession.objects.filter(account=desk.account).exists()
    assert before.get(reverse("me")).status_code == 302
    assert held.any_of(desk.account)
    one = Arrangement.objects.get()
    assert (one.verb, one.account, one.reason) == ("reset_password", desk.account, "forgot")
    page = said(admin.get(reverse("office_arranged", args=[STREET])))
    assert "重设密码" in page
    assert "忘了密码" in page


@pytest.mark.parametrize("left", ["reason", "seen"])
def test_without_a_reason_or_without_having_seen_them_nothing_is_reset(admin: Client, desk: Someone, left: str) -> None:
    given = {name: value for name, value in GIVEN.items() if name != left}
    assert send(admin, of(desk), **given).status_code == 422
    assert not Account.objects.get(pk=desk.account.pk).must_choose_password


def test_nobody_resets_their_own(admin: Client, system_admin: Someone) -> None:
    answer = send(admin, of(system_admin), **GIVEN)
    assert answer.status_code == 409
    assert "不能重设自己的" in said(answer)
    assert not Arrangement.objects.exists()


def test_a_resident_one_who_serves_elsewhere_too_and_a_closed_one_are_not_reset(
    admin: Client, resident: Someone, desk: Someone, helper: Someone
) -> None:
    assert admin.get(of(resident)).status_code == 404
    appoint(desk.account, to=open_street("620102001").head, since=SINCE)
    assert send(admin, of(desk), **GIVEN).status_code == 409
    appoint(helper.account, to=desk.posts[0], since=SINCE)
    Account.objects.filter(pk=helper.account.pk).update(is_active=False)
    assert send(admin, of(helper), **GIVEN).status_code == 409
    assert not Account.objects.filter(must_choose_password=True).exists()


def test_a_first_password_opens_nothing_but_choosing_one_s_own(admin: Client, desk: Someone) -> None:
    password = shown(said(send(admin, of(desk), **GIVEN)))
    client = entered("desk", password)
    for route in ("home", "me", "desk", "my_data", "my_factors"):
        assert client.get(reverse(route))["Location"] == reverse("my_password"), route
    assert client.post(reverse("my_posts"), {"since": "2026-11-26", "until": "2026-11-27"}).status_code == 302
    assert "请先改成自己的密码" in said(client.get(reverse("my_password")))
    assert chosen(client, password, password) == 422
    assert client.get(reverse("desk")).status_code == 302
    assert chosen(client, password, OWN) == 302
    assert client.get(reverse("desk")).status_code == 200
    assert entered("desk", OWN).get(reverse("desk")).status_code == 200


def test_the_first_password_of_a_new_account_is_one_too(admin: Client) -> None:
    typed = {"username": "wang", "name": "王一鸣", "phone": ""}
    password = shown(said(send(admin, reverse("office_make", args=[STREET]), **typed)))
    assert entered("wang", password).get(reverse("me"))["Location"] == reverse("my_password")


def test_where_second_factors_are_required_the_own_password_comes_before_binding_one(
    settings: Settings, desk: Someone
) -> None:
    settings.LINLI_STAFF_TOTP = True
    password = first_passwords.give(desk.account)
    client = entered("desk", password)
    assert client.get(reverse("my_password")).status_code == 200
    assert chosen(client, password, OWN) == 302
    assert client.get(reverse("home"))["Location"] == reverse("my_factors")


def test_who_has_a_second_factor_gives_it_before_choosing(settings: Settings, desk: Someone) -> None:
    settings.LINLI_STAFF_TOTP = True
    secret = with_app(desk)
    assert chosen(desk.sign_in(Client()), "", OWN) == 302
    assert not Account.objects.get(pk=desk.account.pk).check_password(OWN)
    Account.objects.filter(pk=desk.account.pk).update(must_choose_password=True)
    client = first_step("desk")
    second_step(client, app_code(secret))
    assert client.get(reverse("my_password")).status_code == 200
