"""Where one is signed in: sealed in the table, seen and ended by its owner alone, gone when it is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.people.models import Account, OpenSession
from linli.people.signing_in import open_sessions
from linli.people.signing_in.sessions import SessionStore

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db
PASSWORD = "晓风-残月-1987"
PHONE = "Mozilla/5.0 (Linux; Android 14; HUAWEI) AppleWebKit/537.36 Mobile Safari/537.36"
COMPUTER = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def account() -> Account:
    """Make somebody who can sign in."""
    return Account.objects.create_account(username="meng", name="孟晓岚", password=PASSWORD)


def browser(told: str = COMPUTER, *, username: str = "meng") -> Client:
    client = Client(headers={"user-agent": told})
    answer = client.post(reverse("account_login"), {"login": username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("me")).status_code == 200


def page(client: Client) -> str:
    return client.get(reverse("my_sessions")).content.decode()


def end(client: Client, **what: object) -> HttpResponse:
    return client.post(reverse("my_sessions"), what)  # type: ignore[return-value]


def test_the_table_tells_neither_whose_a_session_is_nor_how_to_enter_it(account: Account) -> None:
    client = browser()
    (row,) = Session.objects.all()
    assert client.cookies["sessionid"].value not in row.session_key
    assert client.cookies["sessionid"].value not in row.session_data
    assert str(account.pk) not in str(db.SessionStore().decode(row.session_data))
    assert SessionStore().decode(row.session_data)["_auth_user_id"] == str(account.pk)
    assert is_in(client)


def test_a_session_that_was_written_in_clear_reads_as_empty(account: Account) -> None:
    old = db.SessionStore().encode({"_auth_user_id": str(account.pk)})
    assert SessionStore().decode(old) == {}
    assert SessionStore().decode("") == {}
    assert SessionStore().decode("AAAA") == {}


def test_the_key_in_the_table_opens_nothing(account: Account) -> None:
    del account
    browser()
    thief = Client()
    thief.cookies["sessionid"] = Session.objects.get().session_key
    assert not is_in(thief)


def test_only_the_day_and_the_kind_of_device_are_kept(account: Account) -> None:
    browser(PHONE)
    browser(COMPUTER)
    rows = list(OpenSession.objects.filter(account=account).values_list("kind", "began").order_by("id"))
    assert rows == [("phone", timezone.localdate()), ("computer", timezone.localdate())]
    columns = {field.name for field in OpenSession._meta.get_fields()}
    assert columns == {"id", "account", "session", "began", "kind"}


def test_the_page_shows_every_device_and_which_one_it_is(account: Account) -> None:
    del account
    browser(PHONE)
    shown = page(browser(COMPUTER))
    assert shown.count("让它退出") == 1
    assert shown.count("就是这一台") == 1
    assert "手机或平板" in shown


def test_a_device_that_is_ended_is_out_and_the_others_stay(account: Account) -> None:
    lost, kept = browser(PHONE), browser()
    gone = OpenSession.objects.get(kind="phone")
    assert end(kept, one=gone.id).status_code == 302
    assert not is_in(lost)
    assert is_in(kept)
    assert end(kept, one=gone.id).status_code == 302, "ending twice is as good as once"
    assert OpenSession.objects.filter(account=account).count() == 1


def test_all_others_are_ended_at_once(account: Account) -> None:
    del account
    others, kept = [browser(PHONE), browser()], browser()
    end(kept, others="1")
    assert [is_in(one) for one in others] == [False, False]
    assert is_in(kept)


def test_nobody_ends_somebody_else_s(account: Account) -> None:
    del account
    Account.objects.create_account(username="qu", name="屈志远", password=PASSWORD)
    mine, theirs = browser(), browser(username="qu")
    end(theirs, one=OpenSession.objects.get(account__username="meng").id)
    end(theirs, others="1")
    assert is_in(mine)
    assert OpenSession.objects.count() == 2


def test_what_is_no_session_is_answered_in_words(account: Account) -> None:
    del account
    answer = end(browser(), one="not a key")
    assert answer.status_code == 409
    assert "没看懂要退出哪一处" in answer.content.decode()


def test_another_site_ends_nothing(account: Account) -> None:
    del account
    client = Client(enforce_csrf_checks=True)
    client.cookies = browser().cookies
    assert end(client, others="1").status_code == 403


def test_signing_out_forgets_where_one_was(account: Account) -> None:
    del account
    client = browser()
    client.post(reverse("account_logout"))
    assert not OpenSession.objects.exists()
    assert not Session.objects.exists()


def test_what_ran_out_is_forgotten(account: Account) -> None:
    browser()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert list(open_sessions.running(account)) == []
    SessionStore.clear_expired()
    assert open_sessions.forget_ended() == 1
    assert not OpenSession.objects.exists()


def test_a_visitor_is_led_to_sign_in_and_nothing_is_kept(client: Client) -> None:
    for route in ("me", "my_sessions"):
        assert client.get(reverse(route)).headers["Location"] == f"/login/?next={reverse(route)}"
    assert not OpenSession.objects.exists()


def test_one_s_own_page_leads_here(account: Account) -> None:
    del account
    assert f'href="{reverse("my_sessions")}"' in browser().get(reverse("me")).content.decode()
