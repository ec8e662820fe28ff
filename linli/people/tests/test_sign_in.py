"""Sign-in is by user name and password alone; nobody signs up by themselves; no e-mail is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from linli.people.models import Account

if TYPE_CHECKING:
    from pytest_django import Settings

pytestmark = pytest.mark.django_db
PASSWORD = "晓风-残月-1987"


@pytest.fixture
def account() -> Account:
    """Make somebody who can sign in."""
    return Account.objects.create_account(username="meng", name="孟晓岚", password=PASSWORD)


@pytest.mark.usefixtures("account")
def test_the_right_password_opens_a_session_and_a_wrong_one_does_not(client: Client) -> None:
    client.post(reverse("account_login"), {"login": "meng", "password": "wrong"})
    assert "_auth_user_id" not in client.session
    answer = client.post(reverse("account_login"), {"login": "Meng", "password": PASSWORD})
    assert answer.status_code == 302
    assert "_auth_user_id" in client.session


@pytest.mark.usefixtures("account")
def test_signing_in_keeps_no_address_and_sends_nothing(client: Client) -> None:
    client.post(reverse("account_login"), {"login": "meng", "password": PASSWORD, "email": "meng@example.org"})
    assert "_auth_user_id" in client.session
    assert not EmailAddress.objects.exists()
    assert not UserSession.objects.exists()
    assert mail.outbox == []


def test_nobody_signs_up_by_themselves(rf: RequestFactory) -> None:
    adapter = get_adapter()
    assert not adapter.is_open_for_signup(rf.get("/"))
    with pytest.raises(NotImplementedError):
        adapter.save_user(rf.get("/"), Account(), None)
    for route in ("account_signup", "account_email", "account_reset_password"):
        with pytest.raises(NoReverseMatch):
            reverse(route)


def test_who_signs_in_too_often_from_one_address_gets_our_page_in_their_language(client: Client) -> None:
    for _ in range(30):
        assert client.get(reverse("account_login")).status_code == 200
    for _ in range(30):
        client.post(reverse("account_login"), {"login": "meng", "password": ""})
    for language, words in (("zh-hans", "试得太频繁了"), ("en", "Too many tries")):
        answer = client.post(reverse("account_login"), {}, headers={"Accept-Language": language})
        assert answer.status_code == 429
        assert words in answer.content.decode()
    assert Client(REMOTE_ADDR="203.0.113.9").post(reverse("account_login"), {}).status_code == 200


def test_counters_stand_in_a_table_that_all_processes_share_and_that_tells_no_address(client: Client) -> None:
    client.post(reverse("account_login"), {"login": "meng", "password": "wrong"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM linli_counters")
        names = [row[0] for row in cursor.fetchall()]
    assert names
    assert not [name for name in names if "127.0.0.1" in name or not re.fullmatch(r":1:[0-9a-f]{64}", name)]


def test_behind_our_proxy_the_last_entry_is_who_tries(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(30):
        forged = Client(headers={"x-forwarded-for": f"192.0.2.{number}, 203.0.113.7"})
        forged.post(reverse("account_login"), {})
    for address, status in (("203.0.113.7", 429), ("203.0.113.8", 200)):
        tried = Client(headers={"x-forwarded-for": address}).post(reverse("account_login"), {})
        assert tried.status_code == status, address


def test_nothing_is_ever_mailed(account: Account) -> None:
    get_adapter().send_mail("account/email/email_confirmation", "meng@example.org", {"user": account})
    assert mail.outbox == []
