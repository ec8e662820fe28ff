"""The core carries what is not built yet: nothing below knows of any of this."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cases.models import Assignment, Case, Link
from linli.cases.moves.parting import dissolve
from linli.cases.opening import open_case
from linli.flows.check import Check
from linli.flows.doors import SYSTEM, take
from linli.flows.open_steps import open_steps
from linli.kit.refused import Refused
from linli.ledger import actors
from linli.ledger.models import Event, Receipt, Text
from linli.ledger.streams import batches
from linli.people.person import visitor
from tests.probe_capability.bookings import book
from tests.probe_capability.models import CAPACITY, Booking, Consent
from tests.probe_capability.pacts import propose
from tests.sheets import address, body, hidden, send, with_receipt
from tests.town import ELSEWHERE, HOME, STREET

if TYPE_CHECKING:
    from linli.people.models import Organisation
    from linli.people.person import Person
    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db
TOPIC, MINUTES = "who mends the fence", "she said it was his dog"


@pytest.fixture
def pact(resident: Someone) -> Case:
    """Proposed by the resident to whoever holds the receipt."""
    return propose(place=HOME, by=resident.person, at=timezone.now(), topic=TOPIC)


@pytest.fixture
def job(desk: Someone) -> Case:
    return open_case(matter="job", place=HOME, by=desk.person, at=timezone.now())


def step(verb: str, case: Case, by: Person, **answers: Any) -> Case:
    return take(verb, case, by=by, at=timezone.now(), **answers)


def other_party(case: Case) -> Person:
    return visitor({case.id: case.street})


def damages() -> list[object]:
    """Replay every stream beside its record, as `linli verify` does."""
    check = Check()
    found = [each for batch in batches({Event: True, Text: True, Receipt: True}) for each in check.batch(batch)]
    return [*found, *check.rest()]


def test_it_is_concluded_only_when_both_parties_consent(pact: Case, resident: Someone, desk: Someone) -> None:
    with pytest.raises(Refused, match="one_is_missing"):
        step("conclude", pact, desk.person)
    step("consent", pact, resident.person)
    with pytest.raises(Refused, match="one_is_missing"):
        step("conclude", pact, desk.person)
    step("consent", pact, other_party(pact))
    assert step("conclude", pact, desk.person).state == "agreed"
    assert damages() == []


def test_who_takes_consent_back_stops_it(pact: Case, resident: Someone, desk: Someone) -> None:
    step("consent", pact, resident.person)
    step("consent", pact, other_party(pact))
    step("take_back", pact, resident.person)
    with pytest.raises(Refused, match="one_is_missing"):
        step("conclude", pact, desk.person)
    step("consent", pact, resident.person)
    assert Consent.objects.filter(taken_back__isnull=True).count() == 2
    assert damages() == []


def test_nobody_consents_twice_or_for_another(pact: Case, resident: Someone, helper: Someone) -> None:
    step("consent", pact, resident.person)
    with pytest.raises(Refused, match="consented_before"):
        step("consent", pact, resident.person)
    with pytest.raises(Refused, match="not_yours"):
        step("consent", pact, helper.person)
    with pytest.raises(Refused, match="not_yours"):
        step("consent", pact, visitor())


def test_a_changed_row_of_a_capability_is_found_by_the_check(pact: Case, resident: Someone) -> None:
    step("consent", pact, resident.person)
    Consent.objects.update(taken_back=timezone.now())
    assert [damage.table for damage in damages()] == ["consent"]  # type: ignore[attr-defined]


def test_the_buttons_follow_the_guards(pact: Case, resident: Someone, desk: Someone) -> None:
    def verbs(person: Person) -> set[str]:
        return {each.verb for each in open_steps(Case.objects.get(id=pact.id), person)}

    assert "consent" in verbs(resident.person)
    assert "conclude" not in verbs(desk.person)
    step("consent", pact, resident.person)
    assert {"consent", "take_back"} & verbs(resident.person) == {"take_back"}
    step("consent", pact, other_party(pact))
    assert "conclude" in verbs(desk.person)


def test_both_consent_and_the_desk_concludes_on_the_one_page_of_every_step(
    pact: Case, resident: Someone, desk: Someone
) -> None:
    refused = send(desk.sign_in(Client()), address(pact, "conclude"))
    assert refused.status_code == 409
    assert "One party did not consent." in body(refused)
    for client in (resident.sign_in(Client()), with_receipt(pact)):
        assert send(client, address(pact, "consent")).status_code == 302
    assert send(desk.sign_in(Client()), address(pact, "conclude")).status_code == 302
    assert Case.objects.get(id=pact.id).state == "agreed"


def test_minutes_of_a_closed_session_are_read_at_the_table_alone(
    pact: Case, resident: Someone, desk: Someone, helper: Someone, street_leader: Someone, auditor: Someone
) -> None:
    step("witness", pact, helper.person)
    held = send(desk.sign_in(Client()), address(pact, "hold"), minutes=MINUTES)
    assert held.status_code == 302
    for reader in (resident.sign_in(Client()), desk.sign_in(Client()), with_receipt(pact)):
        assert MINUTES in body(reader.get(pact.url))
    for third in (helper, street_leader, auditor):
        page = third.sign_in(Client()).get(pact.url)
        assert page.status_code == 200
        assert "Hold a closed session" in body(page)  # that it was held
        assert MINUTES not in body(page)  # not what was said
        assert TOPIC not in body(page)


def test_lists_and_step_pages_keep_the_session_closed_too(
    pact: Case, resident: Someone, desk: Someone, helper: Someone, street_leader: Someone, auditor: Someone
) -> None:
    step("witness", pact, helper.person)
    step("hold", pact, desk.person, minutes=MINUTES)
    assert MINUTES in body(desk.sign_in(Client()).get(reverse("desk")))
    assert MINUTES in body(resident.sign_in(Client()).get(reverse("mine")))
    for name in ("mine", "home"):
        page = body(helper.sign_in(Client()).get(reverse(name)))
        assert pact.label in page
        assert MINUTES not in page
        assert TOPIC not in page
    for third in (street_leader, auditor):
        page = body(third.sign_in(Client()).get(reverse("desk")))
        assert pact.label in page
        assert MINUTES not in page
        assert TOPIC not in page
    assert MINUTES in body(resident.sign_in(Client()).get(address(pact, "consent")))
    for third in (helper, street_leader):
        assert MINUTES not in body(third.sign_in(Client()).get(address(pact, "witness")))
        assert MINUTES not in body(third.sign_in(Client()).get(address(pact, "consent")))


def test_what_was_said_never_enters_the_facts(pact: Case, desk: Someone) -> None:
    step("hold", pact, desk.person, minutes=MINUTES)
    assert not Event.objects.filter(facts__contains=MINUTES).exists()
    assert not Event.objects.filter(facts__contains=TOPIC).exists()


def test_who_takes_no_part_does_not_find_it(pact: Case, helper: Someone, other_desk: Someone) -> None:
    for stranger in (helper.sign_in(Client()), other_desk.sign_in(Client()), Client()):
        assert stranger.get(pact.url).status_code == 404
        assert stranger.get(address(pact, "consent")).status_code == 404


def test_a_job_is_done_when_all_its_parts_are(job: Case, desk: Someone) -> None:
    step("split", job, desk.person, trade="wood")
    step("split", job, desk.person, trade="water")
    wood, water = (Case.objects.get(id=link.other) for link in Link.objects.filter(case=job).order_by("id"))
    assert (wood.flow, wood.kind, water.kind) == ("part/1", "wood", "water")
    step("finish", wood, desk.person)
    with pytest.raises(Refused, match="part_open"):
        step("finish", job, desk.person)
    step("finish", water, desk.person)
    assert step("finish", job, desk.person).state == "done"
    assert damages() == []


def test_a_part_is_split_off_and_finished_on_the_one_page(job: Case, desk: Someone) -> None:
    client = desk.sign_in(Client())
    assert send(client, address(job, "split"), trade="stone").status_code == 422
    assert send(client, address(job, "split"), trade="wood").status_code == 302
    part = Case.objects.get(flow="part/1")
    assert part.label in body(client.get(job.url))
    assert send(client, address(job, "finish")).status_code == 409
    assert send(client, address(part, "finish")).status_code == 302
    assert send(client, address(job, "finish")).status_code == 302


def test_a_refused_split_leaves_no_part_behind(job: Case, other_desk: Someone) -> None:
    with pytest.raises(Refused, match="not_yours"):
        step("split", job, other_desk.person, trade="wood")
    assert Case.objects.count() == 1


def test_a_hall_holds_as_many_as_it_has_seats(someone: MakeSomeone) -> None:
    at = timezone.now()
    held = [book(street=STREET, by=someone().person, at=at, hall="east", hour="09") for _ in range(CAPACITY)]
    assert [booking.seat for booking in held] == [1, 2]
    with pytest.raises(Refused, match="full"):
        book(street=STREET, by=someone().person, at=at, hall="east", hour="09")
    book(street=STREET, by=someone().person, at=at, hall="east", hour="10")
    assert damages() == []


def test_a_seat_given_up_or_run_out_is_free_again(someone: MakeSomeone) -> None:
    at = timezone.now()
    first, second = (someone().person for _ in range(2))
    mine, theirs = (book(street=STREET, by=one, at=at, hall="west", hour="09") for one in (first, second))
    take("give_up", mine, by=first, at=at)
    with pytest.raises(Refused, match="still_running"):
        take("lapse", theirs, by=SYSTEM, at=at + timedelta(minutes=14))
    take("lapse", theirs, by=SYSTEM, at=at + timedelta(minutes=15))
    again = book(street=STREET, by=first, at=at, hall="west", hour="09")
    assert again.seat == 1
    assert damages() == []


def test_a_booking_moves_on_the_one_page_of_every_step(resident: Someone, helper: Someone, desk: Someone) -> None:
    booking = book(street=STREET, by=resident.person, at=timezone.now(), hall="east", hour="09")
    assert helper.sign_in(Client()).get(address(booking, "confirm")).status_code == 404
    assert send(resident.sign_in(Client()), address(booking, "confirm")).status_code == 302
    assert resident.sign_in(Client()).get(address(booking, "use")).status_code == 403
    assert send(desk.sign_in(Client()), address(booking, "use")).status_code == 302
    assert Booking.objects.get(id=booking.id).state == "used"
    assert not Case.objects.exists()
    assert damages() == []


def test_a_stale_form_of_a_booking_is_told_where_it_stands(resident: Someone) -> None:
    booking = book(street=STREET, by=resident.person, at=timezone.now(), hall="east", hour="09")
    client = resident.sign_in(Client())
    page = client.get(address(booking, "give_up"))
    take("confirm", booking, by=resident.person, at=timezone.now())
    late = client.post(address(booking, "give_up"), {"token": hidden(body(page))["token"]})
    assert late.status_code == 409
    assert "Confirmed" in body(late)
    assert Booking.objects.get(id=booking.id).state == "confirmed"


def test_the_policy_page_shows_every_flow_that_is_declared(client: Client) -> None:
    page = body(client.get(reverse("policy")))
    assert "booking/1" in page
    assert "One party did not consent." in page


def test_a_case_elsewhere_is_not_this_desks(resident: Someone, desk: Someone) -> None:
    case = propose(place=ELSEWHERE, by=resident.person, at=timezone.now(), topic=TOPIC)
    assert desk.sign_in(Client()).get(case.url).status_code == 404


def dissolved(town: Town, team: Organisation, by: Someone) -> int:
    now = timezone.now()
    return dissolve(team, to=town.street.desk(HOME), on=timezone.localdate(), by=by.person, at=now)


def test_what_a_dissolved_organisation_took_on_is_given_back_by_the_step_that_its_flow_names(
    town: Town, team: Organisation, desk: Someone, liaison: Someone, system_admin: Someone
) -> None:
    part = open_case(matter="part", place=HOME, by=desk.person, at=timezone.now(), trade="wood")
    step("take_on", part, liaison.person)
    assert dissolved(town, team, system_admin) == 1
    part = Case.objects.get(id=part.id)
    assert part.state == "open"
    last = Event.objects.filter(stream=part.id).latest("number")
    assert (last.verb, last.by) == ("part.give_back", actors.SYSTEM)
    assert Assignment.objects.get(case=part).state == "released"
    assert dissolved(town, team, system_admin) == 0
    assert damages() == []


def test_what_a_dissolved_organisation_was_offered_is_offered_no_more(
    town: Town, team: Organisation, desk: Someone, liaison: Someone, system_admin: Someone
) -> None:
    part = open_case(matter="part", place=HOME, by=desk.person, at=timezone.now(), trade="wood")
    step("take_on", part, liaison.person)
    step("give_back", part, liaison.person)
    step("invite", part, desk.person)
    assert dissolved(town, team, system_admin) == 1
    assert sorted(Assignment.objects.filter(case=part).values_list("state", flat=True)) == ["expired", "released"]
    last = Event.objects.filter(stream=part.id).latest("number")
    assert (last.verb, last.by) == ("part.uninvite", system_admin.account.pk)
    assert "邀请已收回" in body(desk.sign_in(Client()).get(part.url))
    assert dissolved(town, team, system_admin) == 0
    assert damages() == []
