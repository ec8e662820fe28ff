"""Who lost their second factor comes in person: somebody else resets it, with a reason, and every session ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from linli.people.factors import held
from linli.people.models import Arrangement, OpenSession
from linli.people.serving.opening import open_street
from linli.people.serving.tenures import appoint
from tests.factors import app_code, first_step, is_in, second_step, with_app
from tests.sheets import opened, said, send
from tests.town import SINCE, STREET

if TYPE_CHECKING:
    from tests.town import Someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still")]

RESET = reverse("office_reset", args=[STREET])
GIVEN = {"reason": "lost", "seen": "1"}


@pytest.fixture
def admin(system_admin: Someone) -> Client:
    return system_admin.sign_in(Client())


def test_a_reset_takes_all_off_ends_every_session_and_is_written_down(admin: Client, desk: Someone) -> None:
    secret = with_app(desk)
    client = first_step("desk")
    second_step(client, app_code(secret))
    url = reverse("office_account_deed", args=[STREET, desk.account.pk, "reset_factors"])
    assert send(admin, url, **GIVEN).status_code == 302
    assert not held.any_of(desk.account)
    assert not OpenSession.objects.filter(account=desk.account).exists()
    assert client.get(reverse("me")).status_code == 302
    one = Arrangement.objects.get()
    assert (one.verb, one.account, one.reason) == ("reset_factors", desk.account, "lost")
    page = said(admin.get(reverse("office_arranged", args=[STREET])))
    assert "重设第二步验证" in page
    assert "手机或钥匙丢了" in page
    assert is_in(first_step("desk")) == str(desk.account.pk)


def test_a_resident_is_found_by_the_exact_number_alone(admin: Client, resident: Someone) -> None:
    with_app(resident)
    assert send(admin, RESET, who="孟晓岚", **GIVEN).status_code in {409, 422}
    assert held.any_of(resident.account)
    assert send(admin, RESET, who="139 0001 0001", **GIVEN).status_code == 302
    assert not held.any_of(resident.account)


@pytest.mark.parametrize("left", ["reason", "seen"])
def test_without_a_reason_or_without_having_seen_them_nothing_is_reset(
    admin: Client, resident: Someone, left: str
) -> None:
    with_app(resident)
    given = {name: value for name, value in GIVEN.items() if name != left}
    assert send(admin, RESET, who="resident", **given).status_code == 422
    assert held.any_of(resident.account)


def test_nobody_resets_their_own(system_admin: Someone) -> None:
    with_app(system_admin)
    answer = send(system_admin.sign_in(Client()), RESET, who="system", **GIVEN)
    assert answer.status_code == 409
    assert "不能重设自己的" in said(answer)
    assert held.any_of(system_admin.account)


def test_who_serves_in_another_street_is_reset_there(admin: Client, someone_far: Someone) -> None:
    with_app(someone_far)
    assert send(admin, RESET, who="far", **GIVEN).status_code == 409
    assert held.any_of(someone_far.account)


@pytest.fixture
def someone_far(desk: Someone, helper: Someone) -> Someone:
    assert desk
    far = open_street("620102001", grids=1)
    appoint(helper.account, to=far.head, since=SINCE)
    helper.account.username = "far"
    helper.account.save()
    return helper


def test_who_has_none_is_told_so_and_a_form_counts_once(admin: Client, resident: Someone) -> None:
    assert send(admin, RESET, who="resident", **GIVEN).status_code == 409
    with_app(resident)
    marks = {**opened(admin, RESET), "who": "resident", **GIVEN}
    assert [admin.post(RESET, marks).status_code for _again in range(3)] == [302] * 3
    assert Arrangement.objects.count() == 1


@pytest.mark.parametrize("role", ["desk", "security_admin", "street_leader", "resident"])
def test_nobody_else_resets(request: pytest.FixtureRequest, helper: Someone, role: str) -> None:
    with_app(helper)
    client = request.getfixturevalue(role).sign_in(Client())
    assert client.post(RESET, {"who": "helper", **GIVEN}).status_code == 403
    assert held.any_of(helper.account)
