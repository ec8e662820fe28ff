"""Cases of the town that come to be asked about, by a flow that asks itself (a wish) and by one that does not (a pact)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from linli.cases.deeds.noting import Doer
from linli.cases.follow_up.answering import Told, answer
from linli.cases.follow_up.models import FollowUp, Objection
from linli.flows.replay import differences, replay
from linli.flows.rows import rows_of
from linli.kit.working_time import HERE
from linli.ledger.models import Event
from linli.people.person import visitor
from tests import telling
from tests.lives import again, claim, confirm, finish, publish, raised, step
from tests.probe_capability.pacts import propose
from tests.town import HOME

if TYPE_CHECKING:
    from linli.cases.models import Case
    from linli.people.person import Person

MONDAY = datetime(2026, 11, 2, 10, tzinfo=HERE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAGE, LINK, CALL, VISIT = FollowUp.Channel


def learned(case: Case) -> FollowUp:
    """Let the worker do what follows, and give the follow-up."""
    telling.follow()
    return FollowUp.objects.get(street=case.street, case=case.id)


def done_wish(wisher: Person, desk: Person, helper: Person, at: datetime = MONDAY) -> Case:
    """A wish of which the helper says that it is done."""
    case = publish(raised(wisher, at=at), desk, at=at + HOUR)
    return finish(claim(case, helper, at=at + 2 * HOUR), helper, at=at + 3 * HOUR)


def rated_wish(wisher: Person, desk: Person, helper: Person, rating: str, at: datetime = MONDAY) -> Case:
    """The same, rated by its wisher."""
    return confirm(done_wish(wisher, desk, helper, at), wisher, rating, at=at + 4 * HOUR)


def closed_pact(party: Person, desk: Person, at: datetime = MONDAY, other: Person | None = None) -> Case:
    """A pact that was concluded; nobody was asked how it went."""
    case = propose(place=HOME, by=party, at=at, topic="who mends the fence")
    step("consent", case, party, at=at + HOUR)
    step("consent", case, other or visitor({case.id: case.street}), at=at + HOUR)
    return step("conclude", case, desk, at=at + 2 * HOUR)


def told(rating: int = 5, *, solved: bool = True, contacted: bool = True, words: str = "", channel: str = PAGE) -> Told:
    """What somebody answers."""
    return Told(contacted=contacted, solved=solved, rating=rating, words=words, channel=channel)


def doer(who: Person, held: str, at: datetime) -> Doer:
    """Who does it, as what, when."""
    return Doer(who, held, at)


def answers(case: Case, who: Person, held: str, at: datetime, rating: int = 5, **more: object) -> Case:
    """Answer the three questions."""
    return answer(again(case), doer(who, held, at), told(rating, **more))  # type: ignore[arg-type]


def row_of(case: Case) -> FollowUp:
    """The follow-up as it stands."""
    return FollowUp.objects.get(street=case.street, case=case.id)


def objection_of(case: Case) -> Objection:
    """The newest objection."""
    return Objection.objects.filter(case=case.id).latest("asked")


def by_the_ledger(case: Case) -> list[str]:
    """Where the case and what is around it differ from what its events say."""
    events = Event.objects.filter(street=case.street, stream=case.id).order_by("number")
    around = [row for model in rows_of(type(case)) for row in model._default_manager.filter(**{model.owner: case.id})]
    return [str(each) for each in differences(replay(events), again(case), around)]
