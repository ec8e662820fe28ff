"""Checking and publishing: the desk of the community alone, with words that a person confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from linli.flows.answers import Incomplete
from linli.kit.refused import Refused
from linli.wishes.rules import REFUSALS
from tests.lives import PUBLIC_TEXT, brought_to, due_after, publish, raised, step, with_code
from tests.sheets import body
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from linli.cases.models import Case
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def wish(resident: Someone) -> Case:
    return raised(resident.person)


@pytest.mark.parametrize(("scope", "code"), [("community", HOME), ("street", STREET)])
def test_the_desk_publishes_it_in_the_community_or_in_the_street(
    wish: Case, desk: Someone, scope: str, code: str
) -> None:
    at = timezone.now()
    case = publish(wish, desk.person, at=at, scope=scope)
    assert (case.state, case.scope) == ("published", code)
    assert (case.clock, case.due) == ("unclaimed", due_after(at, 30))


def test_nothing_is_published_that_nobody_confirmed_to_have_checked(wish: Case, desk: Someone) -> None:
    with pytest.raises(Incomplete) as refused:
        step("publish", wish, desk.person, public_text=PUBLIC_TEXT, scope="community", checked="")
    assert set(refused.value.errors) == {"checked"}


def test_public_words_are_written_anew_and_short(wish: Case, desk: Someone) -> None:
    for public_text in ("", "长" * 121):
        with pytest.raises(Incomplete) as refused:
            step("publish", wish, desk.person, public_text=public_text, scope="community", checked=True)
        assert set(refused.value.errors) == {"public_text"}


@pytest.mark.parametrize("verb", ["publish", "ask", "refuse"])
def test_only_the_desk_of_the_community_checks(
    wish: Case,
    resident: Someone,
    helper: Someone,
    grid_worker: Someone,
    other_desk: Someone,
    street_leader: Someone,
    auditor: Someone,
    verb: str,
) -> None:
    for other in (resident, helper, grid_worker, other_desk, street_leader, auditor):
        with pytest.raises(Refused, match="not_yours"):
            step(verb, wish, other.person)
    with pytest.raises(Refused, match="not_yours"):
        step(verb, wish, with_code(wish))


def test_what_is_unclear_is_asked_and_answered(wish: Case, desk: Someone, resident: Someone) -> None:
    at = timezone.now()
    case = step("ask", wish, desk.person, at=at, question="几号楼？")
    assert (case.state, case.clock, case.due) == ("more", "confirm", due_after(at, 7))
    case = step("answer", case, resident.person, at=at, answer="三号楼")
    assert (case.state, case.clock, case.due) == ("check", "check", due_after(at, 3))


def test_the_wisher_with_a_code_the_proxy_or_the_desk_for_them_may_answer(
    desk: Someone, grid_worker: Someone, resident: Someone, town: Town
) -> None:
    for _ in range(3):
        case = raised(grid_worker.person, place=town.grid.code, whom="other")
        case = step("ask", case, desk.person, question="几号楼？")
        with pytest.raises(Refused, match="not_yours"):
            step("answer", case, resident.person, answer="我不知道")
        by = (with_code(case), grid_worker.person, desk.person)[_]
        assert step("answer", case, by, answer="三号楼").state == "check"


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_refusal_names_its_reason_and_is_told(wish: Case, desk: Someone, resident: Someone, reason: str) -> None:
    case = step("refuse", wish, desk.person, reason=reason, told="这件事请到窗口登记，我们帮您转。")
    assert (case.state, case.clock, case.due) == ("refused", "", None)
    assert case.closed is not None
    page = body(resident.sign_in(Client()).get(case.url))
    assert "这件事请到窗口登记，我们帮您转。" in page
    assert str(REFUSALS[reason]) in page


def test_a_refusal_without_a_reason_or_without_words_for_the_person_is_none(wish: Case, desk: Someone) -> None:
    for reason, told in (("", "不行"), ("because", "不行"), ("works", "")):
        with pytest.raises(Incomplete):
            step("refuse", wish, desk.person, reason=reason, told=told)


def test_what_was_published_can_be_taken_down_and_checked_again(wish: Case, desk: Someone, helper: Someone) -> None:
    case = step("unpublish", publish(wish, desk.person), desk.person)
    assert (case.state, case.scope, case.clock) == ("check", "", "check")
    with pytest.raises(Refused, match="not_now"):
        step("claim", case, helper.person, way="self")
    assert publish(case, desk.person).scope == HOME


@pytest.mark.parametrize("state", ["check", "more", "published", "claimed", "done"])
def test_the_wisher_takes_it_back_at_any_time(state: str, resident: Someone, desk: Someone, helper: Someone) -> None:
    case = brought_to(state, wisher=resident.person, desk=desk.person, helper=helper.person)
    for other in (desk, helper):
        with pytest.raises(Refused, match="not_yours"):
            step("withdraw", case, other.person)
    case = step("withdraw", case, with_code(case))
    assert (case.state, case.scope, case.clock, case.due) == ("withdrawn", "", "", None)
    assert not case.assignments.filter(state__in=["accepted", "offered"]).exists()


@pytest.mark.parametrize("state", ["closed", "refused", "withdrawn"])
def test_what_is_over_stays_over(state: str, resident: Someone, desk: Someone, helper: Someone) -> None:
    case = brought_to(state, wisher=resident.person, desk=desk.person, helper=helper.person)
    for verb in {row.verb for row in case.table.steps if row.before}:
        for person in (resident.person, desk.person, helper.person):
            with pytest.raises(Refused, match="not_now"):
                step(verb, case, person)
