"""Raising a wish: for oneself, on a visit for somebody else, or without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.utils import timezone

from linli.cases.models import Case, Matter
from linli.flows.answers import Incomplete
from linli.kit.refused import Refused
from linli.ledger import actors, receipts
from linli.ledger.events import facts_of
from linli.ledger.models import Event, Receipt, Text
from linli.people.person import visitor
from tests.lives import WORDS, due_after, raised
from tests.town import ELSEWHERE, HOME, STREET

if TYPE_CHECKING:
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db


def taking_part(case: Case) -> set[tuple[str, object, bool]]:
    return {(row.role, row.account_id, row.by_receipt) for row in case.participants.all()}


def test_whoever_has_an_account_wishes_for_themselves(resident: Someone) -> None:
    case = raised(resident.person)
    assert taking_part(case) == {("applicant", resident.account.id, True)}
    assert (case.state, case.kind, case.scope, case.place) == ("check", "service", "", HOME)


def test_on_a_visit_the_grid_registers_for_whoever_gets_the_receipt(grid_worker: Someone, town: Town) -> None:
    case = raised(grid_worker.person, place=town.grid.code, whom="other", name="老孟", phone="13812341234")
    assert taking_part(case) == {("proxy", grid_worker.account.id, False), ("beneficiary", None, True)}
    assert (case.place, case.community) == (town.grid.code, HOME)


def test_a_neighbour_may_register_for_another(resident: Someone) -> None:
    case = raised(resident.person, whom="other")
    assert {role for role, _account, _receipt in taking_part(case)} == {"proxy", "beneficiary"}


def test_without_an_account_the_receipt_speaks_for_the_wisher(town: Town) -> None:
    del town
    case = raised(visitor())
    assert taking_part(case) == {("applicant", None, True)}
    assert Event.objects.get(stream=case.id).by == actors.NOBODY_NAMED


def test_the_desk_of_the_community_answers_for_it_from_the_first_moment(resident: Someone, town: Town) -> None:
    for place in (HOME, ELSEWHERE):
        assert raised(resident.person, place=place).responsible_post == town.street.desk(place)


def test_the_desk_has_three_days_to_check_it(resident: Someone) -> None:
    at = timezone.now()
    case = raised(resident.person, at=at)
    assert (case.clock, case.due, case.late) == ("check", due_after(at, 3), False)


def test_it_gives_a_receipt_that_opens_this_wish(resident: Someone) -> None:
    case = raised(resident.person)
    receipt = receipts.of_stream(street=STREET, stream=case.id)
    assert receipt is not None
    assert receipt.code.startswith(STREET)
    found = receipts.find(receipts.in_groups(receipt.code).lower())
    assert found is not None
    assert found.stream == case.id


def test_it_keeps_the_version_of_the_matter_that_it_began_with(resident: Someone) -> None:
    case = raised(resident.person)
    old = case.matter
    new = Matter.objects.create(
        code=old.code, place=STREET, version=2, flow=old.flow, title="x", title_en="x", limits=old.limits
    )
    assert Case.objects.get(id=case.id).matter == old
    assert raised(resident.person).matter == new
    told = facts_of(Event.objects.get(stream=case.id))["matter"]
    assert told[:3] == ["wish", "", 1]
    assert told == old.told != new.told


def test_what_was_said_stands_beside_the_ledger_sealed(resident: Someone) -> None:
    case = raised(resident.person, name="孟晓岚", phone="13812341234")
    event = Event.objects.get(stream=case.id)
    assert {text.field for text in Text.objects.filter(event=event)} == {"words", "name", "phone"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM ledger_text")
        stored = b"".join(bytes(sealed) for (sealed,) in cursor)
        cursor.execute("SELECT code FROM ledger_receipt")
        stored += b"".join(bytes(code) for (code,) in cursor)
    for secret in (WORDS, "孟晓岚", "13812341234", Receipt.objects.get().code):
        assert secret.encode() not in stored
        assert secret not in event.facts


def test_an_answer_that_was_not_given_leaves_no_text(resident: Someone) -> None:
    case = raised(resident.person)
    assert {text.field for text in Text.objects.filter(stream=case.id)} == {"words"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"words": ""}, "words"),
        ({"words": " \n\t "}, "words"),
        ({"words": "长" * 501}, "words"),
        ({"kind": "money"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"whom": "everybody"}, "whom"),
        ({"whom": ""}, "whom"),
        ({"phone": "not a number"}, "phone"),
        ({"name": "长" * 41}, "name"),
    ],
)
def test_what_is_missing_or_wrong_is_named_and_nothing_is_kept(
    resident: Someone, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Incomplete) as refused:
        raised(resident.person, **wrong)
    assert set(refused.value.errors) == {field}
    assert not Case.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "place", ["", STREET, HOME[:11], f"{STREET}999", f"{HOME}9", f"{HOME}999", "110101001001", "东城区"]
)
def test_a_place_that_is_not_open_is_refused(resident: Someone, place: str) -> None:
    with pytest.raises(Refused, match="place_not_open"):
        raised(resident.person, place=place)
    assert not Case.objects.exists()
