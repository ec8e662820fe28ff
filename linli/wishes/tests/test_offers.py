"""The desk asks an organisation to take a wish on: it may, or may not, and the wish stays on the wall for everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases.models import Assignment
from linli.kit.refused import Refused
from linli.ledger import verify
from linli.people.serving.organisations import found
from tests.lives import PUBLIC_TEXT, again, claim, finish, publish, raised, step
from tests.sheets import address, said, send
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from linli.cases.models import Case
    from linli.people.models import Organisation
    from tests.town import Someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(resident: Someone, desk: Someone) -> Case:
    return publish(raised(resident.person), desk.person)


def ask(case: Case, desk: Someone, team: Organisation) -> int:
    return send(desk.sign_in(Client()), address(case, "offer"), to=f"team:{team.id}").status_code


def test_who_is_asked_finds_it_in_the_inbox_and_may_take_it_on(
    case: Case, desk: Someone, liaison: Someone, team: Organisation
) -> None:
    assert ask(case, desk, team) == 302
    assert case.label in said(liaison.sign_in(Client()).get(reverse("inbox")))
    assert PUBLIC_TEXT in said(Client().get(reverse("wall", args=[HOME]))), "everybody else may still take it on"
    taken = claim(again(case), liaison.person, way=f"team:{team.id}")
    row = Assignment.objects.get(street=STREET, case=case.id)
    assert (row.state, row.organisation_id, row.mode) == ("accepted", team.id, "team")
    assert finish(taken, liaison.person).state == "done"
    assert verify.verify().kinds == {}


def test_who_is_asked_may_decline_at_no_cost(case: Case, desk: Someone, liaison: Someone, team: Organisation) -> None:
    ask(case, desk, team)
    step("decline", again(case), liaison.person)
    assert Assignment.objects.get(street=STREET, case=case.id).state == "declined"
    assert again(case).state == "published"
    assert ask(case, desk, team) == 302, "and may be asked again another day"


def test_an_offer_ends_when_somebody_else_takes_it_on(
    case: Case, desk: Someone, helper: Someone, team: Organisation
) -> None:
    ask(case, desk, team)
    claim(again(case), helper.person)
    assert set(Assignment.objects.filter(street=STREET, case=case.id).values_list("state", flat=True)) == {
        "accepted",
        "expired",
    }


def test_only_organisations_of_the_street_that_take_wishes_on_are_offered_and_each_once(
    case: Case, desk: Someone, team: Organisation
) -> None:
    found(kind="property_company", name="安居物业", place=STREET)
    found(kind="party_branch", name="外街支部", place="620102001")
    branch = found(kind="party_branch", name="春柳支部", place=STREET)
    page = said(desk.sign_in(Client()).get(address(case, "offer")))
    assert f"支部对接：{branch.name}" in page
    assert f"组团服务：{team.name}" in page
    assert "安居物业" not in page
    assert "外街支部" not in page
    ask(case, desk, team)
    assert team.name not in said(desk.sign_in(Client()).get(address(again(case), "offer")))
    assert ask(case, desk, team) == 422


def test_nobody_but_the_desk_asks(case: Case, helper: Someone, resident: Someone, team: Organisation) -> None:
    for one in (helper, resident):
        with pytest.raises(Refused):
            step("offer", case, one.person, to=f"team:{team.id}")
