"""Many at the same instant: real transactions in threads of their own, each on its own connection."""

from __future__ import annotations

import secrets
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from linli.cases.models import Assignment, Case
from linli.cases.timing.sweep import sweep
from linli.flows.answers import AlreadySent
from linli.flows.doors import take
from linli.kit.refused import Refused
from linli.ledger import outbox
from linli.ledger.models import Effect, Event, Receipt
from linli.people.person import visitor
from linli.people.serving.opening import liaison_of
from linli.wishes.raising import raise_wish
from tests.lives import WORDS, brought_to, claim, confirm, publish, raised
from tests.probe_capability.bookings import book
from tests.probe_capability.models import CAPACITY, Booking
from tests.sheets import address, opened, said
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from linli.people.models import Organisation
    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 60
ON_POSTGRESQL = connection.vendor == "postgresql"
MANY = 20 if ON_POSTGRESQL else 6


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do all ``acts`` at the same instant; give what each returned, or the refusal that it met."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(SECONDS)
            return act()
        except (Refused, AlreadySent) as answer:
            return answer
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(run, acts, timeout=SECONDS))


def refusals(answers: list[Any]) -> list[str]:
    return [answer.code for answer in answers if isinstance(answer, Refused)]


def cases(answers: list[Any]) -> list[Case]:
    return [answer for answer in answers if isinstance(answer, Case)]


def test_of_many_who_claim_at_the_same_instant_one_wins_and_the_others_are_told(
    resident: Someone, desk: Someone, someone: MakeSomeone
) -> None:
    case = publish(raised(resident.person), desk.person)
    people = [someone().person for _ in range(MANY)]
    now = timezone.now()
    answers = at_once(
        [
            partial(take, "claim", case, by=one, at=now, version=case.version, token=secrets.token_hex(16), way="self")
            for one in people
        ]
    )
    assert len(cases(answers)) == 1
    assert len(refusals(answers)) == MANY - 1
    assert set(refusals(answers)) <= {"stale", "not_now"}
    assert Assignment.objects.filter(state="accepted").count() == 1
    assert Assignment.objects.count() == 1
    assert list(Event.objects.order_by("number").values_list("verb", flat=True)) == [
        "wish.raise",
        "wish.publish",
        "wish.claim",
    ]


def test_those_who_did_not_see_a_version_are_told_too(resident: Someone, desk: Someone, someone: MakeSomeone) -> None:
    case = publish(raised(resident.person), desk.person)
    answers = at_once([partial(claim, case, someone().person) for _ in range(MANY)])
    assert len(cases(answers)) == 1
    assert refusals(answers) == ["not_now"] * (MANY - 1)


def test_on_the_page_one_is_led_on_and_the_others_see_who_has_it_now(
    resident: Someone, desk: Someone, someone: MakeSomeone
) -> None:
    case = publish(raised(resident.person), desk.person)
    url = address(case, "claim")
    browsers = [someone().sign_in(Client()) for _ in range(MANY)]
    forms = [{**opened(browser, url), "way": "self"} for browser in browsers]
    answers = at_once([partial(browser.post, url, form) for browser, form in zip(browsers, forms, strict=True)])
    assert sorted(answer.status_code for answer in answers) == [302] + [409] * (MANY - 1)
    assert all("办理中" in said(answer) for answer in answers if answer.status_code == 409)


def test_one_person_at_several_windows_never_holds_more_than_three(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    wishes = [publish(raised(resident.person), desk.person) for _ in range(6)]
    answers = at_once([partial(claim, case, helper.person) for case in wishes])
    assert len(cases(answers)) == 3
    assert refusals(answers) == ["too_many"] * 3
    held = Assignment.objects.filter(account=helper.account, state="accepted")
    assert {row.slot for row in held} == {1, 2, 3}
    assert Event.objects.filter(verb="wish.claim").count() == 3


def test_an_organisation_with_several_speakers_never_holds_more_than_three(
    resident: Someone, desk: Someone, someone: MakeSomeone, town: Town, team: Organisation
) -> None:
    wishes = [publish(raised(resident.person), desk.person) for _ in range(6)]
    speakers = [someone(posts=(liaison_of(team, place=town.street.region),)).person for _ in wishes]
    answers = at_once(
        [partial(claim, case, one, way=f"team:{team.id}") for case, one in zip(wishes, speakers, strict=True)]
    )
    assert len(cases(answers)) == 3
    assert refusals(answers) == ["too_many"] * 3


def test_a_form_sent_many_times_at_once_makes_one_wish(town: Town) -> None:
    del town
    token = secrets.token_hex(16)
    raising = partial(
        raise_wish, place=HOME, by=visitor(), at=timezone.now(), token=token, words=WORDS, kind="service", whom="self"
    )
    answers = at_once([raising] * 8)
    (made,) = cases(answers)
    assert {answer.stream for answer in answers if isinstance(answer, AlreadySent)} == {made.id}
    assert (Case.objects.count(), Event.objects.count(), Receipt.objects.count()) == (1, 1, 1)


def test_a_step_sent_many_times_at_once_is_taken_once(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person)
    asking = partial(
        take,
        "ask",
        case,
        by=desk.person,
        at=timezone.now(),
        version=1,
        token=secrets.token_hex(16),
        question="几号楼？",
    )
    answers = at_once([asking] * 8)
    assert len(cases(answers)) == 1
    assert sum(isinstance(answer, AlreadySent) for answer in answers) == 7
    assert Event.objects.filter(stream=case.id).count() == 2


def test_a_hall_never_takes_more_than_it_has_seats(someone: MakeSomeone) -> None:
    people = [someone().person for _ in range(MANY)]
    now = timezone.now()
    answers = at_once([partial(book, street=STREET, by=one, at=now, hall="east", hour="09") for one in people])
    booked = [answer for answer in answers if isinstance(answer, Booking)]
    assert sorted(booking.seat or 0 for booking in booked) == list(range(1, CAPACITY + 1))
    assert refusals(answers) == ["full"] * (MANY - CAPACITY)
    assert Booking.objects.count() == Event.objects.count() == CAPACITY


def test_a_clock_runs_out_once_however_many_look(resident: Someone) -> None:
    wishes = [raised(resident.person) for _ in range(4)]
    later = timezone.now() + timedelta(days=9)
    moved = at_once([partial(sweep, now=later)] * 4)
    assert sum(moved) == len(wishes)
    assert Event.objects.filter(verb="wish.overdue").count() == len(wishes)


def test_what_must_follow_happens_once_however_many_workers_there_are(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    case = confirm(
        brought_to("done", wisher=resident.person, desk=desk.person, helper=helper.person), resident.person, "1"
    )
    later = timezone.now() + timedelta(seconds=1)
    assert sum(at_once([partial(outbox.drain, now=later)] * 4)) == 1
    assert Assignment.objects.filter(case=case, state="offered").count() == 1
    assert not Effect.objects.exists()


def test_the_wisher_takes_it_back_while_somebody_claims_it(
    resident: Someone, desk: Someone, someone: MakeSomeone
) -> None:
    for _ in range(3):
        case = publish(raised(resident.person), desk.person)
        helper = someone().person
        acts = [
            partial(take, "withdraw", case, by=resident.person, at=timezone.now()),
            partial(claim, case, helper),
        ]
        withdrawn, claimed = at_once(acts)
        assert isinstance(withdrawn, Case)
        assert isinstance(claimed, Case) or claimed.code == "not_now"
        case = Case.objects.get(id=case.id)
        assert case.state == "withdrawn"
        assert not Assignment.objects.filter(case=case, state="accepted").exists()
