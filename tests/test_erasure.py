"""Words are erased and corrected, and the ledger stays whole; whoever cheats is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from linli.cases.privacy import erasing
from linli.flows import corrections, erasure
from linli.flows.answers import AlreadySent, Incomplete, Stale
from linli.flows.doors import SYSTEM
from linli.flows.models import Submission
from linli.ledger import events, receipts, verify
from linli.ledger.events import words_of
from linli.ledger.models import Event, Receipt, Text
from linli.people import looks
from tests.lives import WORDS, brought_to, publish, raised
from tests.sheets import said, with_receipt

if TYPE_CHECKING:
    from linli.cases.models import Case
    from linli.people.looks import Look
    from tests.town import Someone

pytestmark = pytest.mark.django_db
NOW = timezone.now
NAME, PHONE = "欧阳小雨", "13812347392"


@pytest.fixture
def case(resident: Someone) -> Case:
    return raised(resident.person, name=NAME, phone=PHONE)


def erased(case: Case) -> Case:
    return erasure.erase(case, by=SYSTEM, at=NOW(), why="asked")


def kinds() -> set[str]:
    return set(verify.verify().kinds)


def test_what_was_said_and_the_code_are_gone_and_the_ledger_is_whole(case: Case) -> None:
    before = case.version
    after = erased(case)
    assert not Text.objects.filter(stream=case.id).exists()
    assert not Receipt.objects.filter(stream=case.id).exists()
    assert after.version == before + 1
    last = Event.objects.get(stream=case.id, number=after.version)
    assert last.verb == "wish.erase"
    assert events.facts_of(last)["erases"] == [[1, "name"], [1, "phone"], [1, "words"]]
    assert kinds() == set()


def test_a_second_erasure_changes_nothing(case: Case) -> None:
    once = erased(case)
    twice = erased(once)
    assert twice.version == once.version
    assert kinds() == set()


def test_a_used_token_answers_that_it_was_used(case: Case) -> None:
    token = "a" * 32
    erasure.erase(case, by=SYSTEM, at=NOW(), why="asked", token=token)
    with pytest.raises(AlreadySent):
        erasure.erase(case, by=SYSTEM, at=NOW(), why="asked", token=token)


def test_only_what_was_chosen_goes(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = brought_to("done", wisher=resident.person, desk=desk.person, helper=helper.person)
    mine = helper.account.pk
    erasure.erase(case, by=SYSTEM, at=NOW(), why="asked", receipt=False, which=lambda piece: piece.by == mine)
    assert {text.event.by for text in Text.objects.filter(stream=case.id)}.isdisjoint({mine})
    assert Text.objects.filter(stream=case.id, field="words").exists()
    assert receipts.of_stream(street=case.street, stream=case.id)
    assert kinds() == set()


def test_a_text_that_goes_without_an_event_is_found(case: Case) -> None:
    Text.objects.filter(stream=case.id, field="phone").delete()
    Receipt.objects.filter(stream=case.id).delete()
    assert kinds() == {"text_missing", "receipt_missing"}


def test_an_event_without_the_deletion_is_found(case: Case) -> None:
    kept = list(Text.objects.filter(stream=case.id)), list(Receipt.objects.filter(stream=case.id))
    erased(case)
    Text.objects.bulk_create(kept[0])
    Receipt.objects.bulk_create(kept[1])
    assert kinds() == {"text_kept", "receipt_kept"}


def test_the_pages_say_that_it_was_erased_and_why(case: Case, desk: Someone, resident: Someone) -> None:
    public = publish(case, desk.person)
    erased(public)
    for one in (desk, resident):
        page = said(one.sign_in(Client()).get(case.url))
        assert "个人内容已删除" in page
        assert "本人要求删除" in page
        assert WORDS not in page
        assert PHONE not in page
    assert Client().get(case.url).status_code == 200


def test_nothing_opens_with_an_erased_code(case: Case) -> None:
    receipt = receipts.of_stream(street=case.street, stream=case.id)
    assert receipt
    browser = with_receipt(case)
    erased(case)
    assert receipts.find(receipt.code) is None
    assert browser.get(f"/receipt/{case.street}/{case.id}/").status_code == 404


def looked_at(case: Case, by: Someone, words: str) -> Look:
    seat = by.person.seats[0]
    return looks.note_whole(
        street=case.street,
        stream=case.id,
        viewer=by.account.pk,
        seat=seat,
        fields=("phone",),
        reason="other",
        words=words,
    )


def why(look: Look) -> str:
    look.refresh_from_db()
    return look.words


def test_why_somebody_looked_goes_with_the_words_and_the_look_stays(case: Case, desk: Someone) -> None:
    look = looked_at(case, desk, f"{NAME}要来拿东西")
    erased(case)
    assert why(look) == ""
    assert look.reason == "other"
    assert kinds() == set()


def test_why_somebody_looked_outlives_a_correction(case: Case, desk: Someone) -> None:
    look = looked_at(case, desk, "核对门牌")
    corrections.correct(case, by=SYSTEM, at=NOW(), words={"name": "欧阳晓雨"})
    assert why(look) == "核对门牌"
    erased(case)
    assert why(look) == ""


def test_why_somebody_looked_at_the_wisher_is_not_the_helpers_to_erase(
    resident: Someone, desk: Someone, helper: Someone
) -> None:
    case = brought_to("closed", wisher=resident.person, desk=desk.person, helper=helper.person)
    look = looked_at(case, desk, "核对门牌")
    erasing.erase_words(helper.account, NOW())
    assert why(look) == "核对门牌"
    erasing.erase_words(resident.account, NOW())
    assert why(look) == ""
    assert kinds() == set()


def test_a_form_that_was_sent_does_not_bring_erased_words_back(resident: Someone) -> None:
    token = "b" * 32
    case = raised(resident.person, name=NAME, token=token)
    erased(case)
    with pytest.raises(AlreadySent):
        raised(resident.person, name=NAME, token=token)
    assert not Text.objects.exists()
    assert Submission.objects.get(stream=case.id).token == token


def test_a_correction_takes_the_place_of_what_was_said(case: Case, desk: Someone) -> None:
    case = corrections.correct(case, by=SYSTEM, at=NOW(), words={"name": "欧阳晓雨", "phone": ""}, version=case.version)
    told = {text.field: words_of(text) for text in Text.objects.filter(stream=case.id)}
    assert told == {"words": WORDS, "name": "欧阳晓雨"}
    page = said(desk.sign_in(Client()).get(case.url))
    assert NAME not in page
    assert "更正了登记的内容" in page
    assert kinds() == set()
    again = corrections.correct(case, by=SYSTEM, at=NOW(), words={"name": "欧阳雨"})
    assert Text.objects.filter(stream=case.id, field="name").count() == 1
    assert again.version == case.version + 1
    assert kinds() == set()


def test_a_correction_is_checked_like_the_first_answer(case: Case) -> None:
    with pytest.raises(Incomplete):
        corrections.correct(case, by=SYSTEM, at=NOW(), words={"phone": "12"})
    with pytest.raises(Incomplete):
        corrections.correct(case, by=SYSTEM, at=NOW(), words={"words": ""})
    with pytest.raises(Stale):
        corrections.correct(case, by=SYSTEM, at=NOW(), words={"name": "甲"}, version=case.version + 7)
    assert Event.objects.filter(stream=case.id).count() == 1
