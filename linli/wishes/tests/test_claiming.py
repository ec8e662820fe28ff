"""Claiming and giving back: nobody is ordered, giving back costs nothing, three open claims at most."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from linli.cases.models import Assignment, Case
from linli.flows.answers import Incomplete, Stale
from linli.flows.doors import take
from linli.kit.refused import Refused
from linli.people.models import Organisation
from linli.people.person import visitor
from linli.people.serving.opening import liaison_of
from tests.lives import claim, due_after, finish, publish, raised, step, with_code
from tests.sheets import address, body, send

if TYPE_CHECKING:
    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish(resident: Someone, desk: Someone) -> Case:
    """On the wall."""
    return publish(raised(resident.person), desk.person)


@pytest.fixture
def wishes(resident: Someone, desk: Someone) -> list[Case]:
    """Five more on the wall."""
    return [publish(raised(resident.person), desk.person) for _ in range(5)]


def held(case: Case) -> tuple[object, object, str]:
    row = Assignment.objects.get(case=case, state="accepted")
    return row.account_id, row.organisation_id, row.mode


@pytest.mark.parametrize("mode", ["self", "member"])
def test_somebody_claims_it_as_a_person(wish: Case, helper: Someone, mode: str) -> None:
    at = timezone.now()
    case = claim(wish, helper.person, at=at, way=mode)
    assert (case.state, case.clock, case.due) == ("claimed", "claimed", due_after(at, 7))
    assert held(case) == (helper.account.id, None, mode)


@pytest.mark.parametrize(
    ("kind", "mode"), [("volunteer_team", "team"), ("party_branch", "branch"), ("resident_unit", "unit")]
)
def test_somebody_claims_it_for_an_organisation_they_speak_for(
    wish: Case, someone: MakeSomeone, town: Town, kind: str, mode: str
) -> None:
    organisation = Organisation.objects.create(kind=kind, name="和顺里", place=town.street.code)
    speaker = someone(posts=(liaison_of(organisation, place=town.home),))
    case = claim(wish, speaker.person, way=f"{mode}:{organisation.id}")
    assert held(case) == (None, organisation.id, mode)


def test_another_who_speaks_for_the_organisation_may_finish_it(
    wish: Case, someone: MakeSomeone, town: Town, team: Organisation, liaison: Someone
) -> None:
    case = claim(wish, liaison.person, way=f"team:{team.id}")
    colleague = someone(posts=(liaison_of(team, place=town.street.region),))
    assert finish(case, colleague.person).state == "done"


def test_nobody_claims_for_an_organisation_they_do_not_speak_for(
    wish: Case, helper: Someone, liaison: Someone, team: Organisation
) -> None:
    other = Organisation.objects.create(kind="party_branch", name="别的支部", place=team.place)
    for person, way in (
        (helper, f"team:{team.id}"),
        (liaison, f"branch:{other.id}"),
        (liaison, f"branch:{team.id}"),
        (liaison, "team"),
        (liaison, "team:"),
        (helper, "unknown"),
        (helper, ""),
    ):
        with pytest.raises(Incomplete):
            claim(wish, person.person, way=way)


def test_an_organisation_that_is_closed_claims_nothing(wish: Case, liaison: Someone, team: Organisation) -> None:
    team.active = False
    team.save()
    with pytest.raises(Incomplete):
        claim(wish, liaison.person, way=f"team:{team.id}")


def test_whoever_claims_must_be_known_and_is_led_to_sign_in(wish: Case) -> None:
    with pytest.raises(Refused, match="not_yours"):
        claim(wish, visitor())
    answer = Client().get(address(wish, "claim"))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/login/?next=")


def test_nobody_claims_their_own_wish(wish: Case, resident: Someone) -> None:
    with pytest.raises(Refused, match="own_wish"):
        claim(wish, resident.person)


def test_nobody_claims_the_wish_whose_code_they_hold(wish: Case, helper: Someone) -> None:
    with_their_code = replace(
        helper.person, receipts=with_code(wish).receipts, receipt_streets=frozenset({wish.street})
    )
    with pytest.raises(Refused, match="own_wish"):
        claim(wish, with_their_code)


def test_the_second_is_told_that_it_is_taken(wish: Case, helper: Someone, someone: MakeSomeone) -> None:
    shown = wish.version
    claim(wish, helper.person)
    second = someone().person
    with pytest.raises(Refused, match="not_now"):
        claim(wish, second)
    with pytest.raises(Stale):
        take("claim", wish, by=second, at=timezone.now(), version=shown, way="self")
    assert Assignment.objects.filter(case=wish).count() == 1


def test_nobody_holds_more_than_three(wishes: list[Case], helper: Someone) -> None:
    for case in wishes[:3]:
        claim(case, helper.person)
    with pytest.raises(Refused, match="too_many"):
        claim(wishes[3], helper.person)
    finish(wishes[0], helper.person)
    claim(wishes[3], helper.person)
    step("release", wishes[1], helper.person, why="")
    claim(wishes[4], helper.person)
    assert Assignment.objects.filter(account=helper.account, state="accepted").count() == 3


def test_an_organisation_holds_three_beside_those_of_its_people(
    wishes: list[Case], wish: Case, liaison: Someone, someone: MakeSomeone, town: Town, team: Organisation
) -> None:
    way = f"team:{team.id}"
    colleague = someone(posts=(liaison_of(team, place=town.street.region),))
    for case, speaker in zip(wishes, (liaison, colleague, liaison), strict=False):
        claim(case, speaker.person, way=way)
    for speaker in (liaison, colleague):
        with pytest.raises(Refused, match="too_many"):
            claim(wishes[3], speaker.person, way=way)
        claim(wish if speaker is liaison else wishes[3], speaker.person)


def test_giving_back_costs_nothing(wish: Case, helper: Someone) -> None:
    at = timezone.now()
    case = step("release", claim(wish, helper.person), helper.person, at=at, why="")
    assert (case.state, case.clock, case.due) == ("published", "unclaimed", due_after(at, 30))
    assert Assignment.objects.get(case=case).state == "released"
    assert claim(case, helper.person).state == "claimed"


def test_only_the_holder_finishes_and_only_the_holder_or_the_desk_gives_back(
    wish: Case, helper: Someone, desk: Someone, someone: MakeSomeone, resident: Someone, other_desk: Someone
) -> None:
    case = claim(wish, helper.person)
    for other in (someone(), resident, other_desk):
        for verb in ("finish", "release", "renew"):
            with pytest.raises(Refused, match="not_yours"):
                step(verb, case, other.person)
    for verb in ("finish", "renew"):
        with pytest.raises(Refused, match="not_yours"):
            step(verb, case, desk.person)
    assert step("release", case, desk.person, why="认领人搬走了").state == "published"


def test_whoever_gave_it_back_holds_nothing_any_more(wish: Case, helper: Someone) -> None:
    case = step("release", claim(wish, helper.person), helper.person, why="")
    with pytest.raises(Refused, match="not_now"):
        finish(case, helper.person)
    claim(case, helper.person)


def test_the_time_is_prolonged_once(wish: Case, helper: Someone) -> None:
    at = timezone.now()
    case = claim(wish, helper.person, at=at)
    later = due_after(at, 5)
    case = step("renew", case, helper.person, at=later)
    assert (case.state, case.due) == ("claimed", due_after(later, 7))
    with pytest.raises(Refused, match="renewed_before"):
        step("renew", case, helper.person, at=later)
    case = claim(step("release", case, helper.person, why=""), helper.person)
    assert step("renew", case, helper.person).state == "claimed"  # a new claim counts anew


def test_the_form_offers_the_ways_that_are_open_to_whoever_asks(
    wish: Case, helper: Someone, liaison: Someone, team: Organisation
) -> None:
    page = body(helper.sign_in(Client()).get(address(wish, "claim")))
    assert "党员上门" in page
    assert team.name not in page
    page = body(liaison.sign_in(Client()).get(address(wish, "claim")))
    assert team.name in page
    assert send(liaison.sign_in(Client()), address(wish, "claim"), way=f"team:{team.id}").status_code == 302
