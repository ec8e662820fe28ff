"""Confirming and rating; a bad rating opens the wish again, once, and the former claimer is invited, not bound."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from linli.cases.models import Assignment
from linli.flows.answers import Incomplete
from linli.kit.refused import Refused
from linli.ledger import outbox
from linli.ledger.models import Effect
from tests.lives import again, brought_to, claim, confirm, due_after, finish, publish, step, with_code
from tests.town import HOME

if TYPE_CHECKING:
    from linli.cases.models import Case
    from tests.town import MakeSomeone, Someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(resident: Someone, desk: Someone, helper: Someone) -> Case:
    """Waits for the wisher's word."""
    return brought_to("done", wisher=resident.person, desk=desk.person, helper=helper.person)


def invited(case: Case) -> list[object]:
    rows = Assignment.objects.filter(case=case, state="offered").order_by("id")
    return [row.account_id or row.organisation_id for row in rows]


def drain() -> int:
    """Let the worker do what follows."""
    return outbox.drain(now=timezone.now() + timedelta(seconds=1))


def test_the_wisher_has_seven_days_to_confirm(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = brought_to("claimed", wisher=resident.person, desk=desk.person, helper=helper.person)
    at = timezone.now()
    case = finish(case, helper.person, at=at)
    assert (case.state, case.clock, case.due) == ("done", "confirm", due_after(at, 7))
    assert Assignment.objects.get(case=case).state == "finished"


@pytest.mark.parametrize("rating", ["5", "4", "3"])
def test_a_good_rating_closes_it(done: Case, resident: Someone, rating: str) -> None:
    case = confirm(done, resident.person, rating)
    assert (case.state, case.rating, case.reopened, case.due, case.clock) == ("closed", int(rating), 0, None, "")
    assert case.closed is not None
    assert case.scope == HOME  # done is shown, under the public words


def test_the_receipt_is_enough_to_confirm_and_rate(done: Case) -> None:
    assert confirm(done, with_code(done), "4").rating == 4


def test_nobody_else_confirms(done: Case, helper: Someone, desk: Someone, someone: MakeSomeone) -> None:
    for other in (helper, desk, someone()):
        with pytest.raises(Refused, match="not_yours"):
            confirm(done, other.person)


@pytest.mark.parametrize("rating", ["", "0", "6", "-1", "5.0", "５", "good"])
def test_there_are_five_ratings(done: Case, resident: Someone, rating: str) -> None:
    with pytest.raises(Incomplete):
        confirm(done, resident.person, rating)


@pytest.mark.parametrize("rating", ["2", "1"])
def test_a_bad_rating_opens_it_again_once(
    done: Case, resident: Someone, desk: Someone, someone: MakeSomeone, rating: str
) -> None:
    case = confirm(done, resident.person, rating)
    assert (case.state, case.rating, case.reopened, case.scope) == ("check", int(rating), 1, "")
    assert (case.clock, case.responsible_post_id) == ("check", done.responsible_post_id)
    other = someone().person
    case = finish(claim(publish(case, desk.person), other), other)
    case = confirm(case, resident.person, rating)
    assert (case.state, case.rating, case.reopened) == ("closed", int(rating), 1)


def test_after_a_bad_rating_the_former_claimer_is_invited(done: Case, resident: Someone, helper: Someone) -> None:
    case = confirm(done, resident.person, "1")
    assert invited(case) == []
    assert drain() == 1
    assert invited(case) == [helper.account.id]
    assert drain() == 0
    assert not Effect.objects.exists()


def test_the_invitation_reaches_them_even_if_the_desk_is_quicker(
    done: Case, resident: Someone, desk: Someone, helper: Someone
) -> None:
    case = publish(confirm(done, resident.person, "1"), desk.person)
    drain()
    assert invited(case) == [helper.account.id]


def test_nobody_is_invited_to_what_was_taken_on_or_is_over(
    done: Case, resident: Someone, desk: Someone, someone: MakeSomeone
) -> None:
    case = claim(publish(confirm(done, resident.person, "1"), desk.person), someone().person)
    drain()
    assert invited(case) == []
    assert not Effect.objects.exists()


def test_the_invited_one_declines_at_no_cost(done: Case, resident: Someone, desk: Someone, helper: Someone) -> None:
    case = confirm(done, resident.person, "2")
    drain()
    with pytest.raises(Refused, match="not_yours"):
        step("decline", case, desk.person)
    case = step("decline", again(case), helper.person)
    assert case.state == "check"
    assert list(Assignment.objects.filter(case=case).order_by("id").values_list("state", flat=True)) == [
        "finished",
        "declined",
    ]
    assert claim(publish(case, desk.person), helper.person).state == "claimed"  # and may still change their mind


def test_the_invited_one_takes_the_invitation_up(done: Case, resident: Someone, desk: Someone, helper: Someone) -> None:
    case = confirm(done, resident.person, "2")
    drain()
    case = claim(publish(again(case), desk.person), helper.person)
    assert invited(case) == []
    assert Assignment.objects.filter(case=case).count() == 2  # the first time and the invitation


def test_an_invitation_ends_when_another_claims(
    done: Case, resident: Someone, desk: Someone, helper: Someone, someone: MakeSomeone
) -> None:
    case = confirm(done, resident.person, "2")
    drain()
    case = claim(publish(again(case), desk.person), someone().person)
    assert Assignment.objects.get(case=case, account=helper.account, state="expired")
    with pytest.raises(Refused, match="not_now"):
        step("decline", case, helper.person)


def test_who_says_that_it_is_not_done_opens_it_again_without_a_rating(
    done: Case, resident: Someone, helper: Someone
) -> None:
    case = step("deny", done, resident.person, missing="灯还是不亮")
    assert (case.state, case.rating, case.reopened, case.scope) == ("check", None, 0, "")
    drain()
    assert invited(case) == [helper.account.id]


def test_the_desk_may_say_so_for_them_and_others_may_not(
    done: Case, desk: Someone, helper: Someone, other_desk: Someone
) -> None:
    for other in (helper, other_desk):
        with pytest.raises(Refused, match="not_yours"):
            step("deny", done, other.person, missing="灯还是不亮")
    with pytest.raises(Incomplete):
        step("deny", done, desk.person, missing="")
    assert step("deny", done, desk.person, missing="本人电话里说灯不亮").state == "check"


@pytest.mark.parametrize(("rating", "kept"), [("5", 5), ("3", 3), ("0", None)])
def test_the_desk_confirms_by_a_call_that_it_writes_down(
    done: Case, desk: Someone, rating: str, kept: int | None
) -> None:
    with pytest.raises(Incomplete):
        step("confirm_by_call", done, desk.person, rating=rating, call="")
    case = step("confirm_by_call", done, desk.person, rating=rating, call="下午三点电话，本人说收到了。")
    assert (case.state, case.rating) == ("closed", kept)


def test_a_bad_rating_by_call_opens_it_again_too(done: Case, desk: Someone, helper: Someone) -> None:
    case = step("confirm_by_call", done, desk.person, rating="1", call="本人说没修好。")
    assert (case.state, case.reopened) == ("check", 1)
    drain()
    assert invited(case) == [helper.account.id]
