"""A post changes hands in the middle of a case: the case keeps its post, the new holder reaches it, the old one does not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from linli.cases.models import Case
from linli.kit.refused import Refused
from linli.people.serving.open_work import open_at
from linli.people.serving.tenures import go_on_leave, hand_over, stand_in
from tests.lives import brought_to, publish, raised
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db


def test_a_post_is_handed_over_in_the_middle_of_a_case(
    town: Town, resident: Someone, desk: Someone, someone: MakeSomeone
) -> None:
    case, new, post = raised(resident.person), someone("new-desk"), town.street.desk(HOME)
    old_browser, new_browser = desk.sign_in(Client()), new.sign_in(Client())
    assert (old_browser.get(case.url).status_code, new_browser.get(case.url).status_code) == (200, 404)
    hand_over(post, old=desk.account, new=new.account, on=timezone.localdate())
    assert (old_browser.get(case.url).status_code, new_browser.get(case.url).status_code) == (404, 200)
    assert old_browser.get("/desk/").status_code == 403
    with pytest.raises(Refused):
        publish(case, desk.person)
    case.refresh_from_db()
    assert case.responsible_post == post
    assert publish(case, new.person).state == "published"


def test_until_the_day_of_the_hand_over_nothing_changes(
    town: Town, resident: Someone, desk: Someone, someone: MakeSomeone
) -> None:
    case, new = raised(resident.person), someone("new-desk")
    tomorrow = timezone.localdate() + timedelta(days=1)
    hand_over(town.street.desk(HOME), old=desk.account, new=new.account, on=tomorrow)
    assert set(Case.objects.visible_to(desk.person)) == {case}
    assert set(Case.objects.visible_to(new.person)) == set()


def test_what_is_open_is_said_without_what_it_is_about(
    town: Town, resident: Someone, desk: Someone, helper: Someone
) -> None:
    case, post = raised(resident.person), town.street.desk(HOME)
    brought_to("closed", wisher=resident.person, desk=desk.person, helper=helper.person)
    assert [(one.label, one.url, one.late) for one in open_at(post)] == [(case.label, case.url, False)]
    assert open_at(town.street.auditor) == []


def test_who_stands_in_works_on_the_case_and_leaves_it_when_the_holder_is_back(
    town: Town, resident: Someone, desk: Someone, someone: MakeSomeone
) -> None:
    case, second, today = raised(resident.person), someone("second"), timezone.localdate()
    stand_in(second.account, at=town.street.desk(HOME), since=today)
    assert set(Case.objects.visible_to(second.person)) == set()
    leave = go_on_leave(desk.account, street=STREET, since=today, until=today + timedelta(days=3))
    assert set(Case.objects.visible_to(desk.person)) == set()
    assert publish(case, second.person).state == "published"
    leave.delete()
    assert not second.person.has("desk")
    assert desk.person.has("desk")
