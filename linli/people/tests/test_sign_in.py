"""Sign-in is by user name and password alone; nobody signs up by themselves; no e-mail is kept."""

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from linli.people.models import Account

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


def test_nothing_is_ever_mailed(account: Account) -> None:
    get_adapter().send_mail("account/email/email_confirmation", "meng@example.org", {"user": account})
    assert mail.outbox == []
