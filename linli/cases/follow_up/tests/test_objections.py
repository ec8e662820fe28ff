"""Objections: from closed lists, decided by somebody who neither asked nor is rated; the figures are told with them and without."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from linli.cases.follow_up import doing, objecting, policy
from linli.cases.follow_up.models import Objection
from linli.cases.follow_up.tests.living import (
    DAY,
    HOUR,
    MONDAY,
    by_the_ledger,
    closed_pact,
    doer,
    learned,
    objection_of,
    rated_wish,
)
from linli.cases.models import Case, Matter
from linli.kit.refused import Refused
from linli.kit.working_time import midnight_after
from linli.ledger import counting, figures, recount, summing
from linli.ledger.summing import Number, Period, Without
from linli.people.serving.tenures import appoint
from tests.lives import again, raised, step
from tests.town import SINCE, STREET

if TYPE_CHECKING:
    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db
RATING, DUTY, LEFT_OUT = Objection.Kind
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))


def objected(case: Case, who: Someone, kind: str = LEFT_OUT, reason: str = "mistaken", held: str = "desk") -> Case:
    """Object to it on Tuesday."""
    return objecting.object_to(
        again(case), doer(who.person, held, MONDAY + DAY), kind=kind, reason=reason, words="登记错了"
    )


def decided(case: Case, who: Someone, kind: str = LEFT_OUT, *, upheld: bool = True) -> Case:
    """Decide it on Wednesday."""
    told = doer(who.person, "street", MONDAY + 2 * DAY)
    return objecting.decide(again(case), told, kind=kind, upheld=upheld, words="属实")


def rate(name: str) -> Number:
    counting.catch_up([STREET])
    (found,) = summing.numbers([figures.named(f"cases.{name}_rate")], [STREET], NOVEMBER)
    return found[f"cases.{name}_rate"]


@pytest.fixture
def bad(resident: Someone, desk: Someone, helper: Someone) -> Case:
    """A wish that was rated badly."""
    case = rated_wish(resident.person, desk.person, helper.person, "1")
    learned(case)
    return again(case)


def test_what_was_left_out_stays_in_the_rate_and_is_left_out_of_the_one_beside(
    bad: Case, resident: Someone, desk: Someone, helper: Someone, street_leader: Someone
) -> None:
    rated_wish(resident.person, desk.person, helper.person, "5")
    assert (rate("satisfied").value, rate("satisfied").without) == (0.5, Without(0.5, 1, 2, 0))
    objected(bad, desk)
    assert rate("satisfied").without == Without(0.5, 1, 2, 0)  # asked for, not decided
    decided(bad, street_leader)
    told = rate("satisfied")
    assert (told.value, told.without) == (0.5, Without(1.0, 1, 1, 1, {"left_out": 1}))
    assert rate("responded").without == Without(1.0, 1, 1, 1, {"left_out": 1})
    assert recount.differences(STREET) == []
    assert by_the_ledger(bad) == []


def test_it_is_left_out_of_the_day_on_which_it_counted_not_of_the_one_of_the_decision(
    bad: Case, desk: Someone, street_leader: Someone
) -> None:
    objected(bad, desk)
    decided(bad, street_leader)
    counting.catch_up([STREET])
    rated = figures.named("cases.rated")
    monday, wednesday = (Period(day, day) for day in (date(2026, 11, 2), date(2026, 11, 4)))
    first, later = summing.numbers([rated], [STREET], monday, wednesday)
    assert (first["cases.rated"].parts, later["cases.rated"].parts) == ({"counted=left_out": 1}, {})


def test_an_upheld_objection_to_a_rating_touches_the_satisfied_alone(
    bad: Case, helper: Someone, street_leader: Someone
) -> None:
    objected(bad, helper, RATING, "untrue", "holder")
    decided(bad, street_leader, RATING)
    assert rate("satisfied").without == Without(None, 0, 0, 1, {"appeal": 1})
    assert rate("responded").without == Without(1.0, 1, 1, 0)


def test_a_justified_return_is_no_failure(bad: Case, desk: Someone, street_leader: Someone) -> None:
    objected(bad, desk, DUTY, "not_duty")
    decided(bad, street_leader, DUTY)
    assert rate("responded").without == Without(None, 0, 0, 1, {"appeal": 1})


def test_what_is_lifted_counts_again(bad: Case, desk: Someone, street_leader: Someone) -> None:
    objected(bad, desk)
    decided(bad, street_leader)
    objecting.lift(again(bad), doer(street_leader.person, "street", MONDAY + 3 * DAY), kind=LEFT_OUT, words="弄错了")
    assert rate("satisfied").without == Without(0.0, 0, 1, 0)
    assert recount.differences(STREET) == []
    objected(bad, desk)  # and may be asked for again
    assert Objection.objects.filter(case=bad.id).count() == 2


def test_what_was_not_upheld_changes_nothing(bad: Case, desk: Someone, street_leader: Someone) -> None:
    objected(bad, desk)
    decided(bad, street_leader, upheld=False)
    assert rate("satisfied").without == Without(0.0, 0, 1, 0)


def test_nobody_decides_what_they_asked_for(
    bad: Case, street_leader: Someone, town: Town, someone: MakeSomeone
) -> None:
    objected(bad, street_leader, held="street")
    with pytest.raises(Refused, match="not_yours_to_decide"):
        decided(bad, street_leader)
    decided(bad, someone("second", posts=(town.street.head,)))
    row = objection_of(bad)
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(id=row.id).update(decided_by=row.asked_by_id)


def test_nobody_decides_about_their_own_work(
    bad: Case, desk: Someone, helper: Someone, town: Town, someone: MakeSomeone
) -> None:
    """Who sat at the desk, took the wish on, or holds the post that answers for it, now that they sit in the street's."""
    objected(bad, someone("other", posts=(town.street.head,)), held="street")
    for one in (desk, helper):
        appoint(one.account, to=town.street.head, since=SINCE)
        with pytest.raises(Refused, match="not_yours_to_decide"):
            decided(bad, one)
    newcomer = someone("newcomer", posts=(town.street.head, town.street.desk(bad.community)))
    with pytest.raises(Refused, match="not_yours_to_decide"):
        decided(bad, newcomer)
    assert policy.rated(again(bad)) == {desk.account.pk, helper.account.pk}


def test_the_lists_of_reasons_are_closed_and_a_matter_may_shorten_them(
    bad: Case, resident: Someone, desk: Someone, helper: Someone
) -> None:
    for kind, reason in ((LEFT_OUT, "untrue"), (RATING, "mistaken"), (DUTY, "")):
        with pytest.raises(Refused, match="no_such_reason"):
            objected(bad, desk, kind, reason)
    old = Matter.objects.get(id=bad.matter_id)
    limits = {**old.limits, "objection": {"reasons": ["legal"], "hours": 4, "confirmed": True}}
    Matter.objects.create(
        code=old.code, place=STREET, version=2, flow=old.flow, title=old.title, title_en=old.title_en, limits=limits
    )
    case = rated_wish(resident.person, desk.person, helper.person, "1")
    with pytest.raises(Refused, match="no_such_reason"):
        objected(case, desk)
    objected(case, desk, reason="legal")
    assert objection_of(case).decide_by == MONDAY + DAY + 4 * HOUR


def test_only_a_bad_rating_can_be_contested_and_each_thing_once_at_a_time(
    bad: Case, resident: Someone, desk: Someone, helper: Someone
) -> None:
    good = rated_wish(resident.person, desk.person, helper.person, "4")
    learned(good)
    with pytest.raises(Refused, match="objected_already"):
        objected(good, desk, RATING, "untrue")
    objected(bad, desk)
    with pytest.raises(Refused, match="objected_already"):
        objected(bad, helper)


def test_the_answer_is_due_after_two_working_days(bad: Case, desk: Someone) -> None:
    objected(bad, desk)
    assert objection_of(bad).decide_by == midnight_after(date(2026, 11, 5))


def test_who_may_object_and_who_may_decide(
    bad: Case,
    resident: Someone,
    desk: Someone,
    helper: Someone,
    street_leader: Someone,
    other_desk: Someone,
    auditor: Someone,
) -> None:
    objected(bad, desk)

    def open_to(who: Someone) -> set[str]:
        held = doing.roles(again(bad), who.person)
        return {verb for verb, deed in doing.DEEDS.items() if set(deed.who) & held and deed.fits(again(bad))}

    assert open_to(resident) == open_to(other_desk) == open_to(auditor) == set()
    assert open_to(helper) == {"object_rating", "object_duty"}
    assert open_to(desk) == {"object_rating", "object_duty", "call_back"}
    assert open_to(street_leader) == {"decide_left_out"}


def test_an_objection_is_no_response(resident: Someone, street_leader: Someone) -> None:
    case = step("withdraw", raised(resident.person, at=MONDAY), resident.person, at=MONDAY)
    objecting.object_to(
        case, doer(street_leader.person, "street", MONDAY + HOUR), kind=LEFT_OUT, reason="mistaken", words="试用时录的"
    )
    assert rate("responded").denominator == 0


def test_a_flow_without_words_of_its_own_can_be_contested(
    resident: Someone, desk: Someone, street_leader: Someone
) -> None:
    case = closed_pact(resident.person, desk.person)
    learned(case)
    objected(case, desk)
    decided(case, street_leader)
    assert objection_of(case).upheld
    assert objection_of(case).decided_by_id == street_leader.account.pk
    assert rate("solved").without == Without(None, 0, 0, 1, {"left_out": 1})
