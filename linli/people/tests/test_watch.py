"""Whoever keeps being wrong at the door is heard of where somebody watches, and named only where they serve."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.edges.models import KeptMessage
from linli.people import wrong_tries
from linli.people.guard import watch
from linli.people.models import Alarm, WrongTry
from tests.sheets import said
from tests.town import STREET

if TYPE_CHECKING:
    from pytest_django import Settings

    from tests.town import Someone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few(settings: Settings) -> None:
    settings.LINLI_WRONG_AN_HOUR, settings.LINLI_WRONG_OF_A_NETWORK = 3, 5


def wrong(username: str, times: int, network: str = "203.0.113.") -> None:
    for number in range(times):
        client = Client(REMOTE_ADDR=f"{network}{number}" if network.endswith(".") else network)
        client.post(reverse("account_login"), {"login": username, "password": "not it at all"})


def test_wrong_passwords_of_somebody_who_serves_are_heard_of_in_their_street(
    desk: Someone, security_admin: Someone
) -> None:
    wrong(desk.account.username, 3)
    assert not Alarm.objects.exists()
    wrong(desk.account.username, 2)
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.street, alarm.account, alarm.number) == ("wrong_account", STREET, desk.account, 5)
    page = said(security_admin.sign_in(Client()).get(reverse("alarms")))
    assert "同一个账号多次登录不成" in page
    assert "边**" in page
    assert "当天 5 次" in page


def test_a_resident_s_account_is_named_to_nobody(resident: Someone, security_admin: Someone) -> None:
    wrong(resident.account.username, 4)
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.account, alarm.street) == ("wrong_account", None, STREET)
    assert resident.account.pk.hex not in alarm.about
    page = said(security_admin.sign_in(Client()).get(reverse("alarms")))
    assert "同一个账号多次登录不成" in page
    assert "孟" not in page


def test_wrong_names_from_one_network_are_heard_of_and_the_address_stands_nowhere(security_admin: Someone) -> None:
    assert security_admin
    for number in range(6):
        wrong(f"nobody{number}", 1, network="198.51.100.7")
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.account, alarm.number) == ("wrong_network", None, 6)
    rows = [*Alarm.objects.values(), *WrongTry.objects.values()]
    assert "198.51.100.7" not in str(rows)
    assert "nobody" not in str(rows)


def test_wrong_codes_count_for_whoever_has_the_number(resident: Someone, security_admin: Someone) -> None:
    assert security_admin
    client = Client()
    client.post(reverse("enter"), {"phone": resident.account.phone})
    sent = re.search(r"code=([0-9]{6})", KeptMessage.objects.get().text)
    assert sent
    for _try in range(4):
        assert client.post(reverse("enter_code"), {"code": f"{(int(sent[1]) + 1) % 1_000_000:06}"}).status_code == 422
    assert Alarm.objects.get().kind == "wrong_account"


def test_what_is_tried_at_a_locked_door_is_heard_of_and_a_flood_is_not_written_down(
    settings: Settings, desk: Someone, resident: Someone, security_admin: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert security_admin
    settings.LINLI_WRONG_AN_HOUR = 10
    wrong(desk.account.username, 14, network="203.0.113.9")  # the password's own door locks after five
    assert Alarm.objects.get(kind="wrong_account").account == desk.account
    client = Client()
    client.post(reverse("enter"), {"phone": resident.account.phone})
    for _try in range(12):
        client.post(reverse("enter_code"), {"code": "x"})
    assert Alarm.objects.filter(kind="wrong_account", account=None).count() == 1
    monkeypatch.setattr(watch, "ENOUGH", 30)
    wrong(desk.account.username, 30, network="203.0.113.9")
    assert wrong_tries.since(wrong_tries.of_account(desk.account.pk), timezone.now() - timedelta(hours=1)) == 30


def test_whoever_guesses_the_names_of_a_number_is_heard_of(resident: Someone, security_admin: Someone) -> None:
    assert security_admin
    client = Client()
    client.post(reverse("enter"), {"phone": resident.account.phone})
    sent = re.search(r"code=([0-9]{6})", KeptMessage.objects.get().text)
    assert sent
    spaced = f"{sent[1][:3]} {sent[1][3:]}"
    assert client.post(reverse("enter_code"), {"code": spaced}).headers["Location"] == reverse("enter_who")
    for name in ("孟一", "孟二", "孟三", "孟四"):
        client.post(reverse("enter_who"), {"choice": str(resident.account.pk), "name": name})
    assert Alarm.objects.get().kind == "wrong_account"


def test_who_signs_in_raises_nothing(desk: Someone, security_admin: Someone) -> None:
    assert security_admin
    desk.account.set_password("a-long-password-1")
    desk.account.save()
    for number in range(5):
        client = Client(REMOTE_ADDR=f"203.0.113.{number}")
        client.post(reverse("account_login"), {"login": desk.account.username, "password": "a-long-password-1"})
        assert client.session["_auth_user_id"]
    assert not WrongTry.objects.exists()


def test_a_settled_alarm_stays_and_no_further_one_comes_that_day(desk: Someone, security_admin: Someone) -> None:
    wrong(desk.account.username, 4)
    client = security_admin.sign_in(Client())
    alarm = Alarm.objects.get()
    client.post(reverse("alarm_settle", args=[STREET, alarm.pk]), {"words": "是他本人忘了密码"})
    wrong(desk.account.username, 4, network="203.0.114.")
    assert Alarm.objects.get().settled is not None


def test_tries_are_kept_for_a_day(desk: Someone) -> None:
    wrong(desk.account.username, 1)
    assert wrong_tries.forget_old(timezone.now()) == 0
    assert wrong_tries.forget_old(timezone.now() + timedelta(hours=25)) == 2
