"""Whoever speaks for an organisation reads in one place what waits for it, and nobody else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.flows.doors import SYSTEM, take
from tests.lives import claim, confirm, finish, publish, raised
from tests.sheets import said

if TYPE_CHECKING:
    from linli.people.models import Organisation
    from tests.town import Someone

pytestmark = pytest.mark.django_db


def page(one: Someone) -> str:
    answer = one.sign_in(Client()).get(reverse("inbox"))
    assert answer.status_code == 200
    return said(answer)


def test_what_was_claimed_invited_and_done_for_the_organisation_is_there(
    resident: Someone, desk: Someone, liaison: Someone, team: Organisation, helper: Someone
) -> None:
    ours = claim(publish(raised(resident.person), desk.person), liaison.person, way=f"team:{team.id}")
    again = claim(publish(raised(resident.person), desk.person), liaison.person, way=f"team:{team.id}")
    again = confirm(finish(again, liaison.person), resident.person, "1")
    take("invite", again, by=SYSTEM, at=timezone.now())
    theirs = claim(publish(raised(resident.person), desk.person), helper.person)
    told = page(liaison)
    assert told.index("邀请我们看看") < told.index(again.label) < told.index("正在办") < told.index(ours.label)
    assert theirs.label not in told
    assert team.name in told


def test_nobody_else_opens_it(resident: Someone, desk: Someone, client: Client) -> None:
    for one in (resident, desk):
        assert one.sign_in(Client()).get(reverse("inbox")).status_code == 403
    assert client.get(reverse("inbox")).status_code == 302


def test_it_costs_the_same_however_much_there_is(
    resident: Someone, desk: Someone, liaison: Someone, team: Organisation
) -> None:
    def cost() -> int:
        client = liaison.sign_in(Client())
        client.get(reverse("inbox"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("inbox"))
        return len(captured.captured_queries)

    claim(publish(raised(resident.person), desk.person), liaison.person, way=f"team:{team.id}")
    few = cost()
    for _each in range(2):
        claim(publish(raised(resident.person), desk.person), liaison.person, way=f"team:{team.id}")
    assert cost() == few <= 16
