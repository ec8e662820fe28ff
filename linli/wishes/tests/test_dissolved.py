"""An organisation is dissolved with open claims: they are given back by the flow's own step, nobody loses a wish."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from linli.cases.models import Assignment, Case
from linli.cases.moves.parting import dissolve
from linli.flows.doors import note
from linli.flows.replay import differences, replay
from linli.flows.rows import rows_of
from linli.ledger.models import Event
from linli.people.models import Membership, Organisation, Tenure
from linli.people.serving.organisations import join
from tests.lives import again, claim, publish, raised
from tests.town import HOME, SINCE, STREET

if TYPE_CHECKING:
    from linli.flows.act import Act
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def claimed(resident: Someone, desk: Someone, liaison: Someone, team: Organisation) -> Case:
    """A wish that the team took on."""
    return claim(publish(raised(resident.person), desk.person), liaison.person, way=f"team:{team.pk}")


def end(town: Town, team: Organisation, by: Someone) -> int:
    now = timezone.now()
    return dissolve(team, to=town.street.desk(HOME), on=timezone.localdate(), by=by.person, at=now)


def replays_equal(case: Case) -> bool:
    case = again(case)
    events = Event.objects.filter(street=case.street, stream=case.id).order_by("number")
    rows = [row for model in rows_of(Case) for row in model._default_manager.filter(**{model.owner: case.id})]
    return list(differences(replay(events), case, rows)) == []


def test_its_claims_are_given_back_and_its_liaisons_lose_their_seats(
    town: Town, team: Organisation, claimed: Case, liaison: Someone, helper: Someone, system_admin: Someone
) -> None:
    join(helper.account, organisation=team, street=STREET, since=SINCE)
    assert end(town, team, system_admin) == 1
    assert again(claimed).state == "published"
    assert Assignment.objects.get(case=claimed).state == "released"
    assert Event.objects.filter(stream=claimed.id).latest("number").verb == "wish.release"
    assert liaison.person.seats == ()
    assert not Tenure.objects.filter(post__organisation=team, until=None).exists()
    assert not Membership.objects.filter(organisation=team, until=None).exists()
    assert replays_equal(claimed)
    assert again(claim(claimed, helper.person)).state == "claimed"


def test_a_second_time_changes_nothing(town: Town, team: Organisation, claimed: Case, system_admin: Someone) -> None:
    end(town, team, system_admin)
    events = Event.objects.count()
    assert end(town, team, system_admin) == 0
    assert Event.objects.count() == events
    assert again(claimed).state == "published"


def test_its_name_stays_in_what_was_done(town: Town, team: Organisation, claimed: Case, system_admin: Someone) -> None:
    end(town, team, system_admin)
    assert Assignment.objects.get(case=claimed).organisation == team
    assert Organisation.objects.get(pk=team.pk).name == "春柳志愿服务队"


def test_what_it_answers_for_goes_to_a_named_post_by_an_event(
    town: Town, team: Organisation, resident: Someone, desk: Someone, system_admin: Someone
) -> None:
    def answers(act: Act) -> bool:
        case = act.record
        assert isinstance(case, Case)
        case.responsible_post_id, case.responsible_organisation_id = None, team.pk
        return True

    case = note(raised(resident.person), "reassign", by=desk.person, at=timezone.now(), does=answers)
    assert end(town, team, system_admin) == 1
    case = again(case)
    assert (case.responsible_post, case.responsible_organisation) == (town.street.desk(HOME), None)
    assert Event.objects.filter(stream=case.id).latest("number").by == system_admin.account.pk
    assert replays_equal(case)
    page = desk.sign_in(Client()).get(case.url).content.decode()
    assert "换了负责的岗位" in page
