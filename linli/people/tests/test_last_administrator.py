"""No street is left without a system administrator by what somebody arranges, today or on a day to come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from linli.kit.refused import Refused
from linli.people.models import Account, Leave, Tenure
from linli.people.serving.last_one import Cover, Span, first_left_alone
from linli.people.serving.tenures import appoint, go_on_leave, hand_over, relieve, stand_in
from tests.town import SINCE, STREET

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.town import Someone, Town

DAY = date(2026, 6, 1)


def after(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def away(one: Someone, since: int, until: int) -> None:
    go_on_leave(one.account, street=STREET, since=after(since), until=after(until))


def refused(arrange: Callable[[], object]) -> None:
    before = set(Tenure.objects.values_list("account", "since", "until")), Leave.objects.count()
    with pytest.raises(Refused) as refusal:
        arrange()
    assert refusal.value.code == "last_one"
    assert before == (set(Tenure.objects.values_list("account", "since", "until")), Leave.objects.count())


@pytest.mark.django_db
@pytest.mark.parametrize(("since", "until"), [(0, 1500), (0, 1), (30, 31)])
def test_the_only_administrator_takes_no_leave(system_admin: Someone, since: int, until: int) -> None:
    refused(lambda: away(system_admin, since, until))


@pytest.mark.django_db
def test_with_a_stand_in_the_administrator_takes_leave_and_then_the_stand_in_does_not(
    town: Town, system_admin: Someone, helper: Someone
) -> None:
    stand_in(helper.account, at=town.street.system, since=SINCE)
    away(system_admin, 2, 9)
    refused(lambda: away(helper, 8, 12))
    refused(lambda: relieve(helper.account, of=town.street.system, on=after(5)))
    away(helper, 9, 12)


@pytest.mark.django_db
def test_a_second_one_whose_account_is_closed_or_whose_time_is_to_come_is_no_other(
    town: Town, system_admin: Someone, helper: Someone, resident: Someone
) -> None:
    appoint(helper.account, to=town.street.system, since=SINCE)
    Account.objects.filter(pk=helper.account.pk).update(is_active=False)
    appoint(resident.account, to=town.street.system, since=after(10))
    refused(lambda: relieve(system_admin.account, of=town.street.system, on=after(0)))
    refused(lambda: relieve(system_admin.account, of=town.street.system, on=after(9)))
    relieve(system_admin.account, of=town.street.system, on=after(10))
    refused(lambda: relieve(resident.account, of=town.street.system, on=after(3)))


@pytest.mark.django_db
def test_the_post_is_not_handed_over_to_somebody_who_is_away(
    town: Town, system_admin: Someone, helper: Someone
) -> None:
    away(helper, 0, 3)
    over = {"old": system_admin.account, "new": helper.account}
    refused(lambda: hand_over(town.street.system, **over, on=after(1)))
    hand_over(town.street.system, **over, on=after(3))


@pytest.mark.django_db
def test_what_is_vacant_already_and_whoever_holds_another_post_is_left_alone(
    town: Town, desk: Someone, system_admin: Someone
) -> None:
    away(desk, 0, 100)
    relieve(desk.account, of=town.street.desk("620103001004"), on=after(0))
    Leave.objects.create(street=STREET, account=system_admin.account, since=after(0), until=after(20))
    relieve(desk.account, of=town.street.system, on=after(0))
    refused(lambda: away(system_admin, 25, 26))


@pytest.mark.parametrize(
    ("held", "away", "alone"),
    [
        ([Span("a", DAY, None)], [], None),
        ([], [], DAY),
        ([Span("a", DAY, DAY + timedelta(days=5))], [], DAY + timedelta(days=5)),
        (
            [Span("a", DAY, None)],
            [Span("a", DAY + timedelta(days=2), DAY + timedelta(days=3))],
            DAY + timedelta(days=2),
        ),
        ([Span("a", DAY, None)], [Span("b", DAY, None)], None),
        (
            [Span("a", DAY, DAY + timedelta(days=1)), Span("b", DAY + timedelta(days=2), None)],
            [],
            DAY + timedelta(days=1),
        ),
    ],
)
def test_the_first_day_without_anybody_is_found(held: list[Span], away: list[Span], alone: date | None) -> None:
    before = Cover([Span("before", DAY, None)], [])
    assert first_left_alone(before, Cover(held, away), today=DAY) == alone
    assert first_left_alone(Cover([], []), Cover(held, away), today=DAY) is None
