"""Who is told what of a wish, and that nobody hears of what they did themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from linli.cases.timing.sweep import sweep
from linli.flows.doors import SYSTEM
from linli.flows.table import MOST_SIGNS, flow_named
from linli.people.models import Account
from linli.people.person import visitor
from linli.people.serving import organisations, tenures
from tests.lives import again, brought_to, claim, confirm, finish, publish, raised, step, with_code
from tests.telling import follow, told

if TYPE_CHECKING:
    from linli.cases.models import Case
    from linli.people.models import Organisation
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db
WISH = flow_named("wish/1")


def test_every_role_that_a_step_tells_has_words_of_its_own() -> None:
    given = {(news.event, role) for news in WISH.news for role in news.to}
    wanted = {(step.event or step.verb, role) for step in WISH.steps for role in step.tells}
    assert wanted - given == set()
    assert given - wanted == set()


def test_news_fit_into_a_message_and_say_nothing_that_somebody_wrote() -> None:
    assert [str(news.words) for news in WISH.news if not 0 < len(str(news.words)) <= MOST_SIGNS] == []
    assert [str(news.words) for news in WISH.news if "%" in str(news.words)] == []


@pytest.fixture
def case(resident: Someone, desk: Someone, helper: Someone) -> Case:
    del desk, helper  # they live here
    return raised(resident.person)


def test_the_desk_is_told_of_a_new_wish_and_the_wisher_of_nothing(case: Case, desk: Someone, resident: Someone) -> None:
    follow()
    assert told(desk, case) == ["有新的心愿，请核对"]
    assert told(resident) == []


def test_the_wisher_hears_when_it_is_published_claimed_done(
    case: Case, resident: Someone, desk: Someone, helper: Someone
) -> None:
    case = publish(case, desk.person)
    follow()
    heard = told(resident, case)
    case = claim(case, helper.person)
    follow()
    heard += told(resident, case)
    case = finish(case, helper.person)
    follow()
    heard += told(resident, case)
    assert heard == ["社区核对好了，已经公布", "有人认领了，正在办", "认领人说办好了，请您确认"]
    confirm(case, resident.person)
    follow()
    assert told(helper, case) == ["本人确认了，谢谢您"]
    assert told(resident, case) == []  # their turn is over, and what they did themselves is no news


def test_the_wisher_is_asked_and_the_desk_hears_the_answer(case: Case, resident: Someone, desk: Someone) -> None:
    case = step("ask", case, desk.person, question="几号楼？")
    follow()
    assert told(resident, case) == ["社区有事要问，请补充"]
    assert told(desk, case) == []  # its turn is over
    step("answer", case, resident.person, answer="三号楼")
    follow()
    assert told(desk, case) == ["本人补充好了，请核对"]
    assert told(resident, case) == []


def test_whoever_registered_it_hears_the_question_too(desk: Someone, grid_worker: Someone) -> None:
    case = raised(grid_worker.person, whom="other", phone="13812347392")
    step("ask", case, desk.person, question="几号楼？")
    follow()
    assert told(grid_worker, case) == ["社区有事要问，请补充"]
    assert told(None, case) == ["社区有事要问，请补充"]


def test_without_an_account_the_receipt_is_told(desk: Someone) -> None:
    case = raised(visitor(), phone="13812347392")
    refused = step("refuse", case, desk.person, reason="works", told="请到窗口登记。")
    follow()
    assert told(None, refused) == ["这次不能受理，请看原因"]


def test_nobody_hears_by_receipt_what_they_did_by_receipt(desk: Someone, helper: Someone) -> None:
    case = raised(visitor(), phone="13812347392")
    case = claim(publish(case, desk.person), helper.person)
    step("withdraw", case, with_code(case))
    follow()
    assert told(None, case) == []
    assert told(helper, case) == ["本人撤回了，不用再办"]
    assert told(desk, case) == ["本人撤回了"]


def test_an_overdue_check_is_told_to_the_desk_and_the_street(
    case: Case, desk: Someone, street_leader: Someone, other_desk: Someone
) -> None:
    later = timezone.now() + timedelta(days=5)
    sweep(now=later)
    follow(later)
    assert told(desk, case) == ["超过时限，请马上办"]
    assert told(street_leader, case) == ["超过时限"]
    assert told(other_desk) == []


def test_a_claim_that_ran_out_is_told_to_whoever_had_it(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = brought_to("claimed", wisher=resident.person, desk=desk.person, helper=helper.person)
    follow()
    later = timezone.now() + timedelta(days=9)
    sweep(now=later)
    follow(later)
    assert told(helper, case) == ["认领到期，已经退回"]


def test_giving_back_is_no_news_to_whoever_gave_it_back(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = brought_to("claimed", wisher=resident.person, desk=desk.person, helper=helper.person)
    step("release", case, helper.person)
    follow()
    assert told(helper) == []
    case = claim(again(case), helper.person)
    step("release", case, desk.person)
    follow()
    assert told(helper) == ["社区收回了您的认领"]


def test_whoever_did_it_last_is_invited_after_a_bad_rating(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = brought_to("done", wisher=resident.person, desk=desk.person, helper=helper.person)
    confirm(case, resident.person, "1")
    follow()
    assert told(helper, case) == ["这件又要人帮，请您看看"]
    assert told(desk, case) == ["本人不满意，请再核对"]


def test_an_organisation_hears_through_whoever_speaks_for_it_today(
    resident: Someone, desk: Someone, liaison: Someone, team: Organisation, helper: Someone
) -> None:
    case = claim(publish(raised(resident.person), desk.person), liaison.person, way=f"team:{team.pk}")
    step("withdraw", case, resident.person)
    follow()
    assert told(liaison, case) == ["本人撤回了，不用再办"]
    assert told(helper) == []


def test_a_dissolved_organisation_hears_nothing(
    resident: Someone, desk: Someone, liaison: Someone, team: Organisation
) -> None:
    case = claim(publish(raised(resident.person), desk.person), liaison.person, way=f"team:{team.pk}")
    follow()
    organisations.close(team, on=timezone.localdate())
    step("release", again(case), SYSTEM)
    follow()
    assert told(liaison) == []


def test_a_stand_in_is_told_while_the_holder_is_away_and_not_otherwise(
    resident: Someone, desk: Someone, helper: Someone, town: Town
) -> None:
    post = town.street.desk(town.home.code)
    today = timezone.localdate()
    tenures.stand_in(helper.account, at=post, since=today)
    first = raised(resident.person)
    follow()
    assert (told(desk, first), told(helper, first)) == (["有新的心愿，请核对"], [])
    tenures.go_on_leave(desk.account, street=post.street, since=today, until=today + timedelta(days=3))
    second = raised(resident.person)
    follow()
    assert (told(desk, second), told(helper, second)) == ([], ["有新的心愿，请核对"])


def test_whoever_is_gone_is_told_nothing(case: Case, resident: Someone, desk: Someone) -> None:
    Account.objects.filter(pk=resident.account.pk).update(is_active=False)
    publish(case, desk.person)
    follow()
    assert told(resident) == []


def test_a_participant_who_left_is_told_nothing(case: Case, resident: Someone, desk: Someone) -> None:
    case.participants.update(until=timezone.now())
    publish(case, desk.person)
    follow()
    assert told(resident) == []


def test_what_was_written_down_long_after_it_happened_is_no_news(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person, at=timezone.now() - timedelta(days=30))
    follow()
    assert told(desk, case) == []
