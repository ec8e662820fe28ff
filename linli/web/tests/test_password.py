"""A password is set and changed by the person alone, and ends every other session."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from linli.people.models import Account, OpenSession
from tests.sheets import said

if TYPE_CHECKING:
    from tests.town import Someone

pytestmark = pytest.mark.django_db
OLD, NEW = "the-old-password", "the-new-password"


@pytest.fixture
def known(resident: Someone) -> Account:
    resident.account.set_password(OLD)
    resident.account.save()
    return resident.account


def entered(password: str) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": "resident", "password": password})
    return client


def sent(client: Client, **typed: str) -> int:
    return client.post(reverse("my_password"), typed).status_code


def test_it_is_changed_with_the_old_one_and_ends_the_other_sessions(known: Account) -> None:
    here, there = entered(OLD), entered(OLD)
    assert OpenSession.objects.filter(account=known).count() == 2
    assert sent(here, old_password=OLD, new_password1=NEW, new_password2=NEW) == 302
    assert OpenSession.objects.filter(account=known).count() == 1
    assert here.get(reverse("me")).status_code == 200
    assert there.get(reverse("me")).status_code == 302
    assert Account.objects.get(pk=known.pk).check_password(NEW)
    assert entered(OLD).get(reverse("me")).status_code == 302


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("wrong", NEW, NEW), (OLD, NEW, "another-password"), (OLD, "short", "short"), (OLD, "1234567890", "1234567890")],
)
def test_what_does_not_fit_is_named_and_nothing_is_changed(old: str, new: str, again: str) -> None:
    client = entered(OLD)
    assert sent(client, old_password=old, new_password1=new, new_password2=again) == 422
    assert Account.objects.get(username="resident").check_password(OLD)


def test_whoever_signed_up_by_phone_sets_one_without_an_old_one(resident: Someone) -> None:
    client = resident.sign_in(Client())
    assert "现在的密码" not in said(client.get(reverse("my_password")))
    assert sent(client, new_password1=NEW, new_password2=NEW) == 302
    assert Account.objects.get(pk=resident.account.pk).check_password(NEW)
