"""Whoever is concerned hears at once what is done to the time of a case: the resident of it, the desk of reminders."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from linli.cases.deeds.noting import Doer
from linli.cases.timing import extensions, pauses, supervision
from linli.cases.timing.clock_news import NEWS
from linli.cases.timing.clock_words import DONE
from linli.edges.models import KeptMessage
from linli.flows.table import MOST_SIGNS
from linli.notices.models import Notice
from linli.people.person import visitor
from linli.people.serving import tenures
from tests.lives import again, claim, publish, raised
from tests.telling import NOON, follow, send, told

if TYPE_CHECKING:
    from linli.cases.models import Case
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db
EXTENDED, URGED, SUPERVISED = "时限延长了，请看原因", "街道催办，请尽快办", "街道督办了，请抓紧办"


def doer(who: Someone, held: str) -> Doer:
    return Doer(who.person, held, timezone.now())


def texts_to(who: Someone) -> list[str]:
    return [one.text for one in KeptMessage.objects.order_by("at") if one.phone == who.account.phone]


@pytest.fixture
def case(resident: Someone, desk: Someone, helper: Someone) -> Case:
    """A wish that waits for the desk, which has heard of it."""
    del desk, helper  # they live here
    case = raised(resident.person)
    follow()
    return case


def test_an_extension_is_told_to_the_resident_at_once_and_to_nobody_else(
    case: Case, resident: Someone, desk: Someone
) -> None:
    extensions.extend(case, doer(desk, "desk"), by=1, why="要等物业量好尺寸。")
    follow()
    assert told(resident, case) == [EXTENDED]
    assert told(desk, case) == []  # it did that itself
    send()
    (text,) = texts_to(resident)
    assert EXTENDED in text
    assert "物业" not in text


def test_whoever_has_no_account_is_called_about_it(desk: Someone) -> None:
    case = raised(visitor(), phone="09312345678", tell="call")
    extensions.extend(case, doer(desk, "desk"), by=1, why="要等。")
    follow()
    notice = Notice.objects.get(stream=case.id, account=None)
    assert notice.deliveries.get().state == "owed"


def test_a_pause_is_told_without_hurry(case: Case, resident: Someone, desk: Someone) -> None:
    pauses.pause(case, doer(desk, "desk"), reason="weather")
    follow()
    send()
    assert told(resident, case) == ["暂停计时，请看原因"]
    assert texts_to(resident) == []


@pytest.mark.parametrize(("act", "words"), [(supervision.urge, URGED), (supervision.supervise, SUPERVISED)])
def test_a_reminder_reaches_whoever_answers_for_the_case_at_once_also_by_message(
    case: Case, resident: Someone, desk: Someone, other_desk: Someone, street_leader: Someone, act: object, words: str
) -> None:
    act(case, doer(street_leader, "street"), words="今天下班前回话。")  # type: ignore[operator]
    follow()
    assert told(desk, case) == [words]
    assert [told(one, case) for one in (resident, other_desk, street_leader)] == [[], [], []]
    send()
    (text,) = texts_to(desk)
    assert words in text
    assert "今天" not in text


def test_a_desk_that_wants_a_digest_gets_no_message_at_once(case: Case, desk: Someone, street_leader: Someone) -> None:
    from linli.notices import mailboxes

    mailboxes.choose(desk.account.pk, "digest")
    supervision.urge(case, doer(street_leader, "street"))
    follow()
    send()
    assert texts_to(desk) == []
    assert told(desk, case) == [URGED]


def test_a_stand_in_hears_the_reminder_while_the_holder_is_away(
    case: Case, desk: Someone, helper: Someone, street_leader: Someone, town: Town
) -> None:
    today = timezone.localdate()
    tenures.stand_in(helper.account, at=town.street.desk(town.home.code), since=today)
    tenures.go_on_leave(desk.account, street=case.street, since=today, until=today + timedelta(days=3))
    supervision.supervise(case, doer(street_leader, "street"))
    follow()
    assert told(helper, case) == [SUPERVISED]
    assert SUPERVISED not in told(desk, case)


def test_each_reminder_is_told_once_and_lifting_ends_it(case: Case, desk: Someone, street_leader: Someone) -> None:
    now = supervision.supervise(case, doer(street_leader, "street"))
    for _ in range(2):
        now = supervision.urge(now, doer(street_leader, "street"))
        follow()
        follow(NOON)
    assert told(desk, case) == [URGED]
    assert Notice.objects.filter(stream=case.id, verb="urge", account=desk.account).count() == 2
    supervision.lift(again(case), doer(street_leader, "street"))
    follow()
    assert told(desk, case) == ["街道解除了督办"]


def test_the_claimer_is_not_reminded_by_the_street(
    case: Case, desk: Someone, helper: Someone, street_leader: Someone
) -> None:
    """A volunteer is invited and never ordered."""
    claimed = claim(publish(case, desk.person), helper.person)
    supervision.urge(claimed, doer(street_leader, "street"))
    follow()
    assert told(helper) == []


def test_all_that_is_told_of_clocks_is_noted_there_and_fits_into_a_message() -> None:
    assert {news.event for news in NEWS} <= set(DONE)
    assert [str(news.words) for news in NEWS if not 0 < len(str(news.words)) <= MOST_SIGNS] == []
