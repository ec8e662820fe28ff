"""Printing: numbered once, reprints marked and counted, bound in the ledger, erased with the words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from linli.flows import corrections, erasure
from linli.flows.answers import AlreadySent
from linli.flows.doors import SYSTEM
from linli.kit.refused import Refused
from linli.ledger import verify
from linli.ledger.events import facts_of
from linli.ledger.models import Event
from linli.papers import content, printing
from linli.papers.declared import paper_named
from linli.papers.models import Printed, Series
from tests.lives import WORDS, again, brought_to, raised
from tests.town import HOME

if TYPE_CHECKING:
    from linli.people.person import Person
    from tests.town import Someone

pytestmark = pytest.mark.django_db
ANSWER, CARD, RECEIPT = paper_named("wish_answer"), paper_named("wish_card"), paper_named("wish_receipt")
NOW = timezone.now
NAME = "欧阳小雨"


@pytest.fixture
def case(resident: Someone) -> Any:
    return raised(resident.person, name=NAME, phone="13812347392")


@pytest.fixture
def closed(resident: Someone, desk: Someone, helper: Someone) -> Any:
    return brought_to("closed", wisher=resident.person, desk=desk.person, helper=helper.person)


def printed(case: Any, by: Person, token: str = "") -> printing.Print:
    return printing.print_out(RECEIPT, case, by=by, at=NOW(), token=token)


def kinds() -> set[str]:
    return set(verify.verify().kinds)


def test_a_paper_has_a_number_and_an_event_that_binds_what_it_says(case: Any, desk: Someone) -> None:
    made = printed(case, desk.person).printed
    assert (made.label, made.copies, made.place) == (f"收件〔{timezone.localdate().year}〕1号", 1, HOME)
    event = Event.objects.get(stream=case.id, number=made.event)
    assert event.verb == "wish.print"
    assert facts_of(event)["hash"] == made.hash == content.hash_of(made)
    assert made.code == content.code_of(made.hash)
    assert WORDS not in event.facts
    assert kinds() == set()


def test_the_same_again_is_a_reprint_and_news_are_a_new_paper(case: Any, desk: Someone) -> None:
    first = printed(case, desk.person)
    second = printed(again(case), desk.person)
    assert (first.fresh, second.fresh) == (True, False)
    assert (second.printed.id, second.printed.copies) == (first.printed.id, 2)
    changed = corrections.correct(again(case), by=desk.person, at=NOW(), words={"words": "想请人修一修楼道的灯"})
    third = printed(changed, desk.person)
    assert third.fresh
    assert third.printed.number == 2
    assert kinds() == set()


def test_a_form_counts_once(case: Any, desk: Someone) -> None:
    printed(case, desk.person, token="a" * 32)
    with pytest.raises(AlreadySent):
        printed(again(case), desk.person, token="a" * 32)
    assert Series.objects.get().last == 1
    assert Printed.objects.get().copies == 1


def test_a_reprint_says_what_was_said_then(closed: Any, desk: Someone) -> None:
    made = printing.print_out(ANSWER, closed, by=desk.person, at=NOW()).printed
    said = content.unseal(made.sealed)
    once_more = printing.print_again(made, again(closed), by=desk.person, at=NOW())
    assert content.unseal(once_more.sealed) == said
    assert once_more.copies == 2
    assert kinds() == set()


def test_nobody_prints_without_end(case: Any, desk: Someone) -> None:
    made = printed(case, desk.person).printed
    Printed.objects.update(copies=printing.MOST_COPIES)
    with pytest.raises(Refused, match="too_many_copies"):
        printing.print_again(made, again(case), by=desk.person, at=NOW())


def test_only_who_handles_a_wish_or_wished_it_prints_its_papers(
    closed: Any, resident: Someone, desk: Someone, other_desk: Someone, helper: Someone, auditor: Someone
) -> None:
    for one in (resident, desk):
        assert printing.print_out(ANSWER, again(closed), by=one.person, at=NOW())
    for one in (other_desk, helper, auditor):
        with pytest.raises(Refused, match="not_yours"):
            printing.print_out(ANSWER, again(closed), by=one.person, at=NOW())


def test_a_paper_is_printed_when_it_has_something_to_say(case: Any, desk: Someone) -> None:
    for paper in (ANSWER, CARD):
        with pytest.raises(Refused, match=r"nothing_to_print|not_yours"):
            printing.print_out(paper, case, by=desk.person, at=NOW())
    assert [paper.name for paper in printing.open_to(case, desk.person)] == ["wish_receipt"]


def test_the_wisher_s_paper_holds_nothing_that_only_the_desk_may_read(closed: Any, desk: Someone) -> None:
    said = str(content.unseal(printing.print_out(ANSWER, closed, by=desk.person, at=NOW()).printed.sealed))
    assert WORDS in said
    assert "孟晓岚" not in said
    assert "13900010001" not in said


def test_the_receipt_holds_no_code_and_no_whole_name(case: Any, desk: Someone) -> None:
    said = str(content.unseal(printed(case, desk.person).printed.sealed))
    assert "欧**" in said or "欧阳**" in said
    assert NAME not in said
    assert "code" not in said


def test_what_is_erased_is_erased_on_paper_too(case: Any, desk: Someone) -> None:
    made = printed(case, desk.person).printed
    erasure.erase(again(case), by=SYSTEM, at=NOW(), why="asked")
    assert Printed.objects.get().sealed == ""
    with pytest.raises(Refused, match="paper_erased"):
        printing.print_again(made, again(case), by=desk.person, at=NOW())
    assert kinds() == set()


def test_a_correction_leaves_no_old_words_on_paper(case: Any, desk: Someone) -> None:
    printed(case, desk.person)
    corrections.correct(again(case), by=desk.person, at=NOW(), words={"words": "别的"})
    assert Printed.objects.get().sealed == ""
    assert kinds() == set()


def test_a_paper_is_shown_for_half_an_hour_to_whoever_printed_it(case: Any, desk: Someone, resident: Someone) -> None:
    made = printed(case, desk.person).printed
    assert printing.is_shown(made, desk.person, NOW())
    assert not printing.is_shown(made, resident.person, NOW())
    assert not printing.is_shown(made, desk.person, NOW() + timedelta(minutes=31))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"label": "收件〔2026〕9号"}, "paper_differs"),
        ({"hash": "0" * 64}, "paper_differs"),
        ({"code": "00000000"}, "paper_differs"),
        ({"sealed": '{"language":"zh-hans","salt":"","values":{}}'}, "paper_differs"),
        ({"sealed": ""}, "paper_gone"),
        ({"place": "620103001001"}, "paper_differs"),
    ],
)
def test_a_change_behind_the_back_is_found(case: Any, desk: Someone, change: dict[str, str], found: str) -> None:
    printed(case, desk.person)
    Printed.objects.update(**change)
    assert kinds() == {found}


def test_a_paper_that_vanishes_or_was_slipped_in_is_found(case: Any, desk: Someone) -> None:
    made = printed(case, desk.person).printed
    Printed.objects.all().delete()
    assert kinds() == {"missing"}
    made._state.adding, made.number = True, 2
    made.save(force_insert=True)
    assert kinds() == set()
    made.id, made.number = case.id, 3
    made.save(force_insert=True)
    assert kinds() == {"unknown"}
