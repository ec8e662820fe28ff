"""Asked once a case is done, answered once; a bad answer is called about and put right; a second rating only then."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from linli.cases.follow_up import putting_right, standing
from linli.cases.follow_up.answering import not_reached
from linli.cases.follow_up.models import FollowUp
from linli.cases.follow_up.tests.living import (
    CALL,
    DAY,
    HOUR,
    LINK,
    MONDAY,
    PAGE,
    answers,
    by_the_ledger,
    closed_pact,
    doer,
    done_wish,
    learned,
    rated_wish,
    row_of,
)
from linli.cases.moves.transfers import transfer
from linli.kit.refused import Refused
from linli.kit.working_time import HERE, midnight_after
from linli.ledger import counting, figures, summing
from linli.ledger.models import Event
from linli.ledger.summing import Period
from linli.people.person import visitor
from linli.people.serving.opening import open_street
from tests import telling
from tests.lives import again, claim, confirm, finish, publish, raised, step, with_code
from tests.town import STREET

if TYPE_CHECKING:
    from linli.people.person import Person
    from tests.town import Someone

pytestmark = pytest.mark.django_db
A_RATING = 4 * HOUR
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def test_a_wish_asks_when_it_is_done_and_knows_the_rating_that_closes_it(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    case = done_wish(resident.person, desk.person, helper.person)
    row = learned(case)
    assert (row.waits, row.asked, row.rating) == ("first", MONDAY + 3 * HOUR, None)
    confirm(case, resident.person, "4", at=MONDAY + A_RATING)
    row = learned(case)
    assert (row.waits, row.rating, row.channel, row.solved, row.call_by) == ("", 4, PAGE, True, None)
    assert by_the_ledger(case) == []


def test_who_just_rated_is_asked_no_more_though_the_worker_did_not_learn_of_it_yet(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    case = done_wish(resident.person, desk.person, helper.person)
    learned(case)
    confirm(case, resident.person, "4", at=MONDAY + A_RATING)
    assert row_of(case).waits == "first"
    now = standing.of(again(case)).row
    assert now is not None
    assert (now.waits, now.rating) == ("", 4)


def test_what_nobody_asks_about_has_no_follow_up(resident: Someone, desk: Someone) -> None:
    step("withdraw", raised(resident.person), resident.person)
    step("refuse", raised(resident.person), desk.person, reason="works", told="请到窗口登记。")
    telling.follow()
    assert not FollowUp.objects.exists()


def test_a_bad_rating_owes_a_call_within_a_working_day_and_putting_right_within_fifteen_days(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    friday = MONDAY + 4 * DAY
    row = learned(rated_wish(resident.person, desk.person, helper.person, "1", at=friday))
    assert row.call_by == midnight_after(date(2026, 11, 9))  # the Monday after
    assert row.right_by == midnight_after(date(2026, 11, 21))
    assert (row.waits, row.called, row.right) == ("", None, None)


def test_whoever_took_the_bad_rating_by_telephone_has_called(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = done_wish(resident.person, desk.person, helper.person)
    step("confirm_by_call", case, desk.person, at=MONDAY + A_RATING, rating="2", call="本人说没修好")
    row = learned(case)
    assert (row.channel, row.called, row.right) == (CALL, MONDAY + A_RATING, None)


def test_doing_a_wish_again_puts_it_right_and_the_second_rating_stands_beside_the_first(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    case = rated_wish(resident.person, desk.person, helper.person, "2")
    later = MONDAY + 2 * DAY
    case = finish(claim(publish(case, desk.person, at=later), helper.person, at=later), helper.person, at=later + HOUR)
    row = learned(case)
    assert (row.right, row.waits) == (later + HOUR, "again")
    case = confirm(case, resident.person, "5", at=later + DAY)
    row = learned(case)
    assert (row.rating, row.again, row.again_at, row.waits) == (2, 5, later + DAY, "")
    assert by_the_ledger(case) == []


def test_learning_late_or_twice_or_all_at_once_comes_to_the_same(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    def fields(row: FollowUp) -> dict[str, object]:
        left_out = {"id", "case_id", "through", "street"}
        return {
            field.attname: getattr(row, field.attname) for field in row._meta.fields if field.attname not in left_out
        }

    def live(*, each: bool) -> FollowUp:
        case = rated_wish(resident.person, desk.person, helper.person, "2")
        acts = [
            partial(publish, case, desk.person, at=MONDAY + DAY),
            partial(claim, case, helper.person, at=MONDAY + DAY),
            partial(finish, case, helper.person, at=MONDAY + DAY),
            partial(confirm, case, resident.person, "3", at=MONDAY + 2 * DAY),
        ]
        for act in acts:
            if each:
                telling.follow()
            act()
        return learned(case)

    assert fields(live(each=True)) == fields(live(each=False))
    before = Event.objects.count()
    telling.follow()
    assert Event.objects.count() == before


def test_a_flow_that_asks_nothing_is_asked_about_after_its_end_and_the_first_answer_counts(
    resident: Someone, desk: Someone
) -> None:
    case = closed_pact(resident.person, desk.person)
    assert learned(case).waits == "first"
    answers(case, resident.person, "party", MONDAY + DAY, 4, words="谢谢")
    row = row_of(case)
    assert (row.rating, row.solved, row.contacted, row.channel, row.waits) == (4, True, True, PAGE, "")
    assert again(case).rating == 4
    with pytest.raises(Refused, match="answered_already"):
        answers(case, desk.person, "desk", MONDAY + DAY, 1, channel=CALL)
    assert (row_of(case).rating, again(case).rating) == (4, 4)
    assert by_the_ledger(case) == []


def test_a_second_answer_is_kept_once_and_only_after_something_bad_was_put_right(
    resident: Someone, desk: Someone
) -> None:
    case = closed_pact(resident.person, desk.person)
    learned(case)
    answers(case, resident.person, "party", MONDAY + DAY, 1, solved=False)
    with pytest.raises(Refused, match="answered_already"):
        answers(case, resident.person, "party", MONDAY + DAY, 5)
    putting_right.call_back(again(case), doer(desk.person, "desk", MONDAY + DAY + HOUR), words="栅栏还是歪的")
    putting_right.put_right(again(case), doer(desk.person, "desk", MONDAY + 3 * DAY), words="重新立好了")
    assert row_of(case).waits == "again"
    answers(case, resident.person, "party", MONDAY + 4 * DAY, 5)
    row = row_of(case)
    assert (row.rating, row.solved, row.again, row.again_solved) == (1, False, 5, True)
    assert again(case).rating == 1
    with pytest.raises(Refused, match="answered_already"):
        answers(case, resident.person, "party", MONDAY + 5 * DAY, 5)


def test_nothing_is_owed_where_the_rating_was_good(resident: Someone, desk: Someone) -> None:
    case = closed_pact(resident.person, desk.person)
    learned(case)
    answers(case, resident.person, "party", MONDAY + DAY, 3)
    for act, code in ((putting_right.call_back, "no_call_owed"), (putting_right.put_right, "nothing_to_put_right")):
        with pytest.raises(Refused, match=code):
            act(again(case), doer(desk.person, "desk", MONDAY + DAY), words="x")


def test_three_days_without_reaching_anybody_give_it_up_and_they_may_still_answer(
    resident: Someone, desk: Someone
) -> None:
    case = closed_pact(resident.person, desk.person)
    learned(case)
    for day in range(3):
        case = not_reached(again(case), doer(desk.person, "desk", MONDAY + day * DAY))
        if day < 2:
            with pytest.raises(Refused, match="tried_today"):
                not_reached(case, doer(desk.person, "desk", MONDAY + day * DAY + HOUR))
    row = row_of(case)
    assert (row.tries, row.given_up, row.waits) == (3, MONDAY + 2 * DAY, "")
    with pytest.raises(Refused, match="nobody_asked"):
        not_reached(case, doer(desk.person, "desk", MONDAY + 9 * DAY))
    answers(case, resident.person, "party", MONDAY + 10 * DAY, 5)
    assert (row_of(case).rating, row_of(case).given_up) == (5, None)


def test_a_day_is_one_of_shanghai(resident: Someone, desk: Someone) -> None:
    case = closed_pact(resident.person, desk.person)
    learned(case)
    evening = MONDAY.replace(hour=23)
    not_reached(again(case), doer(desk.person, "desk", evening))
    assert not_reached(again(case), doer(desk.person, "desk", evening + 2 * HOUR)) is not None
    assert row_of(case).tries == 2


def test_who_said_by_telephone_that_they_rate_nothing_may_rate_later(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    case = done_wish(resident.person, desk.person, helper.person)
    case = step("confirm_by_call", case, desk.person, at=MONDAY + A_RATING, rating="0", call="说收到了")
    row = learned(case)
    assert (row.declined, row.rating, row.waits, row.solved) == (MONDAY + A_RATING, None, "", True)
    answers(case, resident.person, "applicant", MONDAY + DAY, 4)
    assert (row_of(case).rating, again(case).rating, row_of(case).declined) == (4, 4, None)


def test_an_answer_through_the_link_of_a_wish_is_the_step_of_its_flow(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    case = done_wish(resident.person, desk.person, helper.person)
    case = answers(
        case, with_code(case), "applicant", MONDAY + A_RATING, 1, channel=LINK, contacted=False, words="灯还是不亮"
    )
    assert (case.state, case.rating, case.reopened) == ("check", 1, 1)
    row = learned(case)
    assert (row.rating, row.channel, row.contacted, row.solved) == (1, LINK, False, True)


def test_whoever_says_through_the_link_that_it_is_not_solved_has_it_done_again(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    case = done_wish(resident.person, desk.person, helper.person)
    case = answers(case, with_code(case), "applicant", MONDAY + A_RATING, 4, channel=LINK, solved=False)
    assert (case.state, case.rating) == ("check", None)
    assert learned(case).rating is None


def test_each_is_asked_in_the_way_that_they_chose_as_far_as_it_reaches_them(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    def way(by: Person, **more: str) -> str:
        case = publish(raised(by, at=MONDAY, **more), desk.person, at=MONDAY + HOUR)
        finish(claim(case, helper.person, at=MONDAY + HOUR), helper.person, at=MONDAY + 2 * HOUR)
        return learned(case).way

    nobody, mobile, fixed = visitor(), "13812347392", "0931-2345678"
    assert way(resident.person) == "link"  # an account with a mobile number, and nothing chosen
    assert [way(nobody, phone=mobile, tell=each) for each in ("sms", "call", "visit", "page", "nothing")] == [
        "link", "call", "visit", "page", "page",
    ]  # fmt: skip
    assert way(nobody, phone=fixed) == "call"
    assert way(nobody) == "page"


def test_what_ran_out_is_written_down_once(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = rated_wish(resident.person, desk.person, helper.person, "1")
    learned(case)
    assert putting_right.note_late(now=MONDAY + DAY) == 0
    assert putting_right.note_late(now=MONDAY + 3 * DAY) == 1
    assert putting_right.note_late(now=MONDAY + 3 * DAY) == 0
    assert (row_of(case).call_late, row_of(case).right_late) == (True, False)
    assert putting_right.note_late(now=MONDAY + 30 * DAY) == 1
    assert row_of(case).right_late
    assert by_the_ledger(case) == []


def test_whoever_takes_the_matter_back_is_owed_nothing_more(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = rated_wish(resident.person, desk.person, helper.person, "1")
    step("withdraw", case, resident.person, at=MONDAY + DAY)
    assert learned(case).ended == MONDAY + DAY
    assert putting_right.note_late(now=MONDAY + 30 * DAY) == 0


def test_what_goes_on_in_another_street_is_put_right_there(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = rated_wish(resident.person, desk.person, helper.person, "1")
    owed = learned(case).right_by
    other = open_street("620102001", grids=0).communities[0]
    there = transfer(again(case), to=other.code, why="elsewhere", at=MONDAY + DAY)
    telling.follow()
    here, there_ = row_of(case), FollowUp.objects.get(case=there.id)
    assert (here.ended, there_.ended, there_.right_by, there_.rating) == (MONDAY + DAY, None, owed, 1)
    assert by_the_ledger(case) == by_the_ledger(there) == []
    streets = [STREET, there.street]
    counting.catch_up(streets)
    names = ("rated", "rated_badly", "unrated", "putting_right")
    (counts,) = summing.numbers([figures.named(f"cases.{name}") for name in names], streets, NOVEMBER)
    assert {name: counts[f"cases.{name}"].value for name in names} == {
        "rated": 1, "rated_badly": 1, "unrated": 0, "putting_right": 1,
    }  # fmt: skip


def test_a_year_that_nobody_announced_makes_a_promise_provisional(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    silvester = MONDAY.replace(month=12, day=31, tzinfo=HERE)
    row = learned(rated_wish(resident.person, desk.person, helper.person, "1", at=silvester))
    assert row.provisional
    assert row.call_by is not None
    assert row.call_by > silvester + timedelta(days=1)
