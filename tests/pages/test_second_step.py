"""Whoever has a second factor is asked for it, whichever way they come; a code works once, and guessing is cut short."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.edges.models import KeptMessage
from linli.people.factors import app, held
from linli.people.models import Alarm, OneTimeCode, OpenSession, WrongTry
from tests.factors import (
    PASSWORD,
    app_code,
    first_step,
    grow_old,
    is_in,
    recovery_of,
    second_step,
    with_app,
    wrong_code,
)
from tests.sheets import hidden, said

if TYPE_CHECKING:
    from pytest_django import Settings

    from tests.town import Someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still")]


def sent_to(phone: str) -> str:
    found = re.search(
        r"code=([0-9]{6})", next(one.text for one in KeptMessage.objects.order_by("-at") if one.phone == phone)
    )
    assert found
    return found[1]


def by_phone(resident: Someone, client: Client | None = None) -> Client:
    client = client or Client()
    client.post(reverse("enter"), {"phone": resident.account.phone})
    client.post(reverse("enter_code"), {"code": sent_to(resident.account.phone)})
    client.post(reverse("enter_who"), {"choice": str(resident.account.pk), "name": resident.account.name})
    return client


# ---- no way around it


def test_after_the_password_nobody_is_in_before_the_code(desk: Someone) -> None:
    secret = with_app(desk)
    client = first_step("desk")
    assert not is_in(client)
    assert client.get(reverse("me")).status_code == 302
    assert "再确认一次是您本人" in said(client.get(reverse("mfa_authenticate")))
    assert second_step(client, app_code(secret)) == 302
    assert is_in(client) == str(desk.account.pk)
    assert OpenSession.objects.filter(account=desk.account).count() == 1


def test_after_the_code_by_phone_nobody_is_in_before_the_factor(resident: Someone) -> None:
    secret = with_app(resident)
    client = by_phone(resident)
    assert not is_in(client)
    assert client.get(reverse("me")).status_code == 302
    assert second_step(client, app_code(secret)) == 302
    assert is_in(client) == str(resident.account.pk)


def test_who_is_in_as_somebody_else_is_asked_all_the_same(resident: Someone, helper: Someone) -> None:
    secret = with_app(resident)
    client = by_phone(resident, helper.sign_in(Client()))
    assert not is_in(client)
    assert second_step(client, app_code(secret)) == 302
    assert is_in(client) == str(resident.account.pk)


def test_who_has_none_is_not_asked(resident: Someone) -> None:
    assert is_in(by_phone(resident)) == str(resident.account.pk)
    resident.account.set_password(PASSWORD)
    resident.account.save()
    assert is_in(first_step("resident")) == str(resident.account.pk)


def test_without_a_first_step_there_is_no_second(desk: Someone) -> None:
    secret = with_app(desk)
    client = Client()
    assert client.get(reverse("mfa_authenticate"))["Location"] == reverse("account_login")
    assert second_step(client, app_code(secret)) == 302
    assert not is_in(client)


def test_one_s_own_code_opens_no_other_account(desk: Someone, other_desk: Someone) -> None:
    with_app(desk)
    other = with_app(other_desk)
    client = first_step("desk")
    assert second_step(client, app_code(other)) == 422
    assert not is_in(client)


def test_a_new_password_does_not_take_the_factor_off(desk: Someone) -> None:
    with_app(desk)
    desk.account.set_password(PASSWORD)
    desk.account.save()
    assert not is_in(first_step("desk"))


# ---- once each, and not for ever


def test_a_code_of_the_app_is_used_once(desk: Someone) -> None:
    secret = with_app(desk)
    code = app_code(secret)
    assert second_step(first_step("desk"), code) == 302
    again = first_step("desk")
    assert second_step(again, code) == 422
    assert not is_in(again)
    assert second_step(again, app_code(secret, later=-1)) == 422  # nor an earlier one
    assert second_step(again, app_code(secret, later=1)) == 302


def test_the_code_that_bound_the_app_does_not_sign_in(desk: Someone) -> None:
    secret = with_app(desk)
    assert second_step(first_step("desk"), app_code(secret, later=-1)) == 422


@pytest.mark.parametrize("later", [-3, -2, 2, 3])
def test_a_code_of_another_time_is_none(desk: Someone, later: int) -> None:
    secret = with_app(desk)
    Authenticator.objects.filter(type=held.APP).update(
        data={**Authenticator.objects.get(type=held.APP).data, "last": 0}
    )
    assert second_step(first_step("desk"), app_code(secret, later=later)) == 422


def test_a_recovery_code_is_used_once_and_written_in_either_way(desk: Someone) -> None:
    with_app(desk)
    code, other, *_rest = recovery_of(desk.account)
    assert second_step(first_step("desk"), code) == 302
    again = first_step("desk")
    assert second_step(again, code) == 422
    assert second_step(again, other.replace("-", " ")) == 302
    assert len(recovery_of(desk.account)) == 8


@pytest.mark.django_db(transaction=True)
def test_of_many_who_send_the_same_code_at_once_one_gets_through(desk: Someone) -> None:
    secret = with_app(desk)
    code = app_code(secret)

    def use(_number: int) -> bool:
        try:
            return app.check(desk.account, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(use, range(6))).count(True) == 1


def test_after_ten_wrong_ones_no_right_one_is_taken_for_an_hour(desk: Someone, security_admin: Someone) -> None:
    assert security_admin
    secret = with_app(desk)
    client = first_step("desk")
    for _try in range(12):
        assert second_step(client, wrong_code(secret)) == 422
    page = client.post(reverse("mfa_authenticate"), {"code": app_code(secret)})
    assert "请过一小时再试" in said(page)
    assert second_step(client, recovery_of(desk.account)[0]) == 422
    assert not is_in(client)
    WrongTry.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert second_step(client, app_code(secret)) == 302


def test_wrong_factors_are_an_alarm(desk: Someone, security_admin: Someone, settings: Settings) -> None:
    assert security_admin
    settings.LINLI_WRONG_AN_HOUR = 2
    secret = with_app(desk)
    client = first_step("desk")
    for _try in range(3):
        second_step(client, wrong_code(secret))
    assert [(one.kind, one.account) for one in Alarm.objects.all()] == [("wrong_account", desk.account)]


# ---- binding and taking off


def test_an_app_is_bound_with_the_code_that_it_shows_and_recovery_codes_are_shown_once(desk: Someone) -> None:
    there, here = desk.sign_in(Client()), desk.sign_in(Client())
    for client in (there, here):
        client.get(reverse("my_sessions"))
    page = said(here.get(reverse("factor_app")))
    secret = str(here.session["mfa.totp.secret"])
    assert "<svg" in page
    assert secret[:4] in page
    assert here.post(reverse("factor_app"), {"code": wrong_code(secret)}).status_code == 422
    assert not held.any_of(desk.account)
    assert here.post(reverse("factor_app"), {"code": app_code(secret)})["Location"] == reverse("factor_codes")
    assert held.any_of(desk.account)
    assert there.get(reverse("me")).status_code == 302, "where no factor was asked, one is signed out"
    codes = recovery_of(desk.account)
    assert len(set(codes)) == 10
    shown, file = said(here.get(reverse("factor_codes"))), here.get(reverse("factor_codes_file"))
    assert all(code in shown and code in file.content.decode() for code in codes)
    assert file["Content-Disposition"].startswith("attachment")
    here.post(reverse("factor_codes"), {"kept": "1"})
    assert not [code for code in codes if code in said(here.get(reverse("factor_codes")))]
    assert here.get(reverse("factor_codes_file")).status_code == 404


def test_the_codes_are_shown_for_ten_minutes_and_in_no_other_browser(desk: Someone) -> None:
    with_app(desk)
    client, other = desk.sign_in(Client()), desk.sign_in(Client())
    client.post(reverse("factor_codes"))
    (first, *_rest) = recovery_of(desk.account)
    assert first in said(client.get(reverse("factor_codes")))
    assert first not in said(other.get(reverse("factor_codes")))
    session = client.session
    session["factor_codes_shown"] -= 601
    session.save()
    assert first not in said(client.get(reverse("factor_codes")))


def test_a_new_batch_makes_the_old_one_void(desk: Someone) -> None:
    with_app(desk)
    (old, *_rest) = recovery_of(desk.account)
    desk.sign_in(Client()).post(reverse("factor_codes"))
    assert old not in recovery_of(desk.account)
    assert second_step(first_step("desk"), old) == 422


def test_the_last_factor_takes_the_recovery_codes_with_it(desk: Someone) -> None:
    with_app(desk)
    client = desk.sign_in(Client())
    key = held.of(desk.account).get().pk
    assert "停用“验证器”？" in said(client.get(reverse("factor_off", args=[key])))
    assert client.post(reverse("factor_off", args=[key])).status_code == 302
    assert not Authenticator.objects.exists()
    assert is_in(first_step("desk")) == str(desk.account.pk)


def test_nobody_takes_off_what_is_somebody_else_s(desk: Someone, other_desk: Someone) -> None:
    with_app(desk)
    url = reverse("factor_off", args=[held.of(desk.account).get().pk])
    assert other_desk.sign_in(Client()).post(url).status_code == 404
    assert held.any_of(desk.account)


def test_a_second_app_is_refused(desk: Someone) -> None:
    with_app(desk)
    client = desk.sign_in(Client())
    client.get(reverse("factor_app"))
    answer = client.post(reverse("factor_app"), {"code": app_code(client.session["mfa.totp.secret"])})
    assert answer.status_code == 422
    assert Authenticator.objects.filter(type=held.APP).count() == 1


# ---- who are you, once more


@pytest.mark.parametrize("route", ["my_phone", "factor_app", "factor_passkey", "factor_codes", "my_password"])
def test_what_weighs_is_asked_again_after_some_minutes(resident: Someone, route: str) -> None:
    client = resident.sign_in(Client())
    assert client.get(reverse(route)).status_code == 200
    grow_old(client, 16)
    answer = client.get(reverse(route))
    assert answer["Location"] == f"{reverse('again')}?next={reverse(route).replace('/', '%2F')}"
    assert client.post(reverse(route), {"phone": "13811112222", "code": "1"})["Location"] == answer["Location"]


def test_being_erased_is_read_at_any_time_and_sent_only_by_who_is_fresh(resident: Someone) -> None:
    client = resident.sign_in(Client())
    grow_old(client, 16)
    assert client.get(reverse("erase_me")).status_code == 200
    assert client.post(reverse("erase_me"), {"sure": "1"})["Location"].startswith(reverse("again"))
    resident.account.refresh_from_db()
    assert resident.account.is_active


def test_the_password_proves_it_and_leads_back(resident: Someone) -> None:
    resident.account.set_password(PASSWORD)
    resident.account.save()
    client = first_step("resident")
    grow_old(client, 16)
    url = client.get(reverse("my_phone"))["Location"]
    assert hidden(said(client.get(url)))["next"] == reverse("my_phone")
    assert client.post(url, {"password": "wrong", "next": reverse("my_phone")}).status_code == 422
    assert client.post(url, {"password": PASSWORD, "next": reverse("my_phone")})["Location"] == reverse("my_phone")
    assert client.get(reverse("my_phone")).status_code == 200
    assert WrongTry.objects.exists()


def test_it_leads_to_no_other_site(resident: Someone) -> None:
    resident.account.set_password(PASSWORD)
    resident.account.save()
    client = first_step("resident")
    sent = client.post(reverse("again"), {"password": PASSWORD, "next": "https://example.org/"})
    assert sent["Location"] == reverse("me")


def test_who_has_no_password_gets_a_code_by_message(resident: Someone) -> None:
    client = resident.sign_in(Client())
    grow_old(client, 16)
    url = reverse("again")
    assert "139****0001" in said(client.get(url))
    assert client.post(url, {"send": "1"}).status_code == 200
    assert client.post(url, {"code": "x"}).status_code == 422
    assert client.get(reverse("my_phone")).status_code == 302
    assert client.post(url, {"code": sent_to(resident.account.phone)}).status_code == 302
    assert client.get(reverse("my_phone")).status_code == 200


def test_who_has_a_factor_is_asked_for_that_and_for_nothing_weaker(resident: Someone) -> None:
    secret = with_app(resident)
    client = resident.sign_in(Client())
    grow_old(client, 16)
    url = reverse("again")
    client.post(url, {"send": "1"})
    assert not OneTimeCode.objects.exists()
    assert client.post(url, {"password": PASSWORD}).status_code == 422
    assert client.get(reverse("factor_codes")).status_code == 302
    assert client.post(url, {"code": app_code(secret)}).status_code == 302
    assert client.get(reverse("factor_codes")).status_code == 200


def test_a_code_for_signing_in_does_not_prove_it(resident: Someone) -> None:
    client = resident.sign_in(Client())
    grow_old(client, 16)
    client.post(reverse("enter"), {"phone": resident.account.phone})
    assert client.post(reverse("again"), {"code": sent_to(resident.account.phone)}).status_code == 422


# ---- what is kept


def test_no_row_tells_a_secret_a_seed_or_a_code_in_clear(desk: Someone) -> None:
    secret = with_app(desk)
    codes = recovery_of(desk.account)
    data = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in data
    assert not [code for code in codes if code.replace("-", "") in data]
    assert set(Authenticator.objects.values_list("last_used_at", flat=True)) == {None}
    second_step(first_step("desk"), app_code(secret))
    assert set(Authenticator.objects.values_list("last_used_at", flat=True)) == {None}, "when is nobody's business"
