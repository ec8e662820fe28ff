"""Consents of accounts: one live one per purpose, taken back at any time, each row kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.people import consents, purposes
from linli.people.consents import Consent
from linli.people.purposes import Basis, Purpose
from tests.sheets import said

if TYPE_CHECKING:
    from tests.town import Someone

pytestmark = pytest.mark.django_db
NOW = timezone.now
PURPOSE = purposes.named("prefill")


def test_agreeing_twice_is_agreeing_once(resident: Someone) -> None:
    for _time in range(2):
        consents.give(account=resident.account.pk, purpose=PURPOSE, at=NOW())
    assert Consent.objects.count() == 1
    assert consents.holds(account=resident.account.pk, purpose=PURPOSE)


def test_what_was_taken_back_holds_no_longer_and_its_row_stays(resident: Someone) -> None:
    consents.give(account=resident.account.pk, purpose=PURPOSE, at=NOW())
    consents.withdraw(account=resident.account.pk, purpose=PURPOSE, at=NOW())
    assert not consents.holds(account=resident.account.pk, purpose=PURPOSE)
    consents.give(account=resident.account.pk, purpose=PURPOSE, at=NOW())
    assert Consent.objects.count() == 2
    assert set(consents.live(resident.account.pk)) == {"prefill"}


def test_new_words_need_a_new_consent(resident: Someone) -> None:
    reworded = Purpose("prefill", "x", "x", "x", Basis.CONSENT, wording=2, on_account=True)
    consents.give(account=resident.account.pk, purpose=PURPOSE, at=NOW())
    assert not consents.holds(account=resident.account.pk, purpose=reworded)
    consents.give(account=resident.account.pk, purpose=reworded, at=NOW())
    assert consents.live(resident.account.pk)["prefill"].wording == 2
    assert Consent.objects.filter(withdrawn__isnull=True).count() == 1


def test_nobody_is_asked_to_agree_to_what_needs_no_consent(resident: Someone) -> None:
    with pytest.raises(ValueError, match="account"):
        consents.give(account=resident.account.pk, purpose=purposes.ACCOUNT, at=NOW())


def test_the_database_holds_one_live_consent_and_the_order_of_times(resident: Someone) -> None:
    consents.give(account=resident.account.pk, purpose=PURPOSE, at=NOW())
    row = Consent.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(
            account=resident.account, purpose=row.purpose, wording=1, channel=row.channel, given=NOW()
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.update(withdrawn=row.given - timedelta(seconds=1))


def test_two_purposes_cannot_share_a_code() -> None:
    with pytest.raises(ValueError, match="two purposes"):
        purposes.declare(Purpose("prefill", "x", "x", "x", Basis.CONSENT))


def test_every_purpose_says_what_it_is_for_and_what_follows_from_saying_no() -> None:
    everything = [*purposes.declared(on_account=True), *purposes.declared(on_account=False)]
    assert {"account", "prefill", "publish", "health", "child"} <= {each.code for each in everything}
    assert [each.code for each in everything if not (str(each.label) and str(each.uses))] == []
    assert [each.code for each in everything if each.is_agreed != bool(str(each.follows))] == []


def test_the_page_gives_and_takes_back_and_shows_only_my_own(resident: Someone, helper: Someone) -> None:
    url = reverse("consents")
    mine, theirs = resident.sign_in(Client()), helper.sign_in(Client())
    for _time in range(2):
        assert mine.post(url, {"purpose": "prefill", "agree": "1"}).status_code == 302
    assert "已同意" in said(mine.get(url))
    assert "已同意" not in said(theirs.get(url))
    theirs.post(url, {"purpose": "prefill", "agree": "0"})
    assert "已同意" in said(mine.get(url))
    mine.post(url, {"purpose": "prefill", "agree": "0"})
    assert "已同意" not in said(mine.get(url))


@pytest.mark.parametrize("code", ["account", "publish", "", "x"])
def test_the_page_takes_no_other_purpose(resident: Someone, code: str) -> None:
    assert resident.sign_in(Client()).post(reverse("consents"), {"purpose": code, "agree": "1"}).status_code == 404
    assert not Consent.objects.exists()


def test_a_post_from_another_site_is_refused(resident: Someone) -> None:
    strict = Client(enforce_csrf_checks=True)
    resident.sign_in(strict)
    assert strict.post(reverse("consents"), {"purpose": "prefill", "agree": "1"}).status_code == 403


def test_the_file_with_my_data_tells_them(resident: Someone) -> None:
    consents.give(account=resident.account.pk, purpose=PURPOSE, at=NOW())
    consents.withdraw(account=resident.account.pk, purpose=PURPOSE, at=NOW())
    page = said(resident.sign_in(Client()).get(reverse("my_data_file", args=["html"])))
    assert "自动填上我的称呼和电话" in page
    assert "撤回了同意" in page
