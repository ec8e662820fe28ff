"""Who reads which words: third parties never a private one, the auditor that something was done and not what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from linli.ledger.models import Text
from linli.people.person import visitor
from tests.lives import brought_to, claim, finish, publish, raised, step, with_code
from tests.sheets import address, body, with_receipt
from tests.town import ELSEWHERE, HOME, STREET

if TYPE_CHECKING:
    from linli.cases.models import Case
    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db

SAID = {
    "words": "SECRET-words",
    "name": "SECRET-name",
    "phone": "13812340000",
    "question": "SECRET-question",
    "answer": "SECRET-answer",
    "public_text": "PUBLIC-text",
    "why": "SECRET-why",
    "note": "SECRET-note",
    "missing": "SECRET-missing",
    "comment": "SECRET-comment",
    "call": "SECRET-call",
}
OWN = {"words", "question", "answer", "public_text", "note", "missing", "comment"}
READERS = {
    "desk": set(SAID) - {"name", "phone"},  # masked, until there is a reason to see them
    "proxy": OWN,
    "beneficiary": OWN,
    "holder": {"public_text", "note"},
    "former holder": {"public_text"},
    "grid": {"public_text"},
    "street": {"public_text"},
    "auditor": {"public_text"},
    "other desk": {"public_text"},
    "neighbour": {"public_text"},
    "visitor": {"public_text"},
}
PASSERS_BY = {"former holder", "grid", "other desk", "neighbour", "visitor"}
"""They see that the wish stands on the wall, not how it went: a bad rating is nobody else's business."""


@pytest.fixture
def told(resident: Someone, desk: Someone, helper: Someone, liaison: Someone, town: Town) -> Case:
    """Every text of a wish's life was written once; a claimer gave it back, a second one holds it, it was denied once."""
    del town
    case = raised(resident.person, words=SAID["words"], name=SAID["name"], phone=SAID["phone"], whom="other")
    case = step("ask", case, desk.person, question=SAID["question"])
    case = step("answer", case, with_code(case), answer=SAID["answer"])
    case = step("publish", case, desk.person, public_text=SAID["public_text"], scope="street", checked=True)
    case = step("release", claim(case, liaison.person), liaison.person, why=SAID["why"])
    case = finish(claim(case, helper.person), helper.person, note=SAID["note"])
    case = step("deny", case, with_code(case), missing=SAID["missing"])
    case = step("publish", case, desk.person, public_text=SAID["public_text"], scope="street", checked=True)
    case = finish(claim(case, helper.person), helper.person)
    case = step("confirm", case, with_code(case), rating="2", comment=SAID["comment"])
    case = step("publish", case, desk.person, public_text=SAID["public_text"], scope="street", checked=True)
    case = claim(case, helper.person)
    assert {text.field for text in Text.objects.filter(stream=case.id)} == set(SAID) - {"call"}
    return case


@pytest.fixture
def readers(
    resident: Someone,
    desk: Someone,
    helper: Someone,
    liaison: Someone,
    grid_worker: Someone,
    street_leader: Someone,
    auditor: Someone,
    other_desk: Someone,
    someone: MakeSomeone,
) -> dict[str, Someone]:
    """Everybody with an account who might look."""
    return {
        "desk": desk,
        "proxy": resident,
        "holder": helper,
        "former holder": liaison,
        "grid": grid_worker,
        "street": street_leader,
        "auditor": auditor,
        "other desk": other_desk,
        "neighbour": someone(),
    }


def browser(reader: str, case: Case, readers: dict[str, Someone]) -> Client:
    """Give the reader's browser."""
    if reader in readers:
        return readers[reader].sign_in(Client())
    return with_receipt(case) if reader == "beneficiary" else Client()


def read_on(page: str) -> set[str]:
    return {field for field, words in SAID.items() if words in page}


def pages_of(case: Case) -> list[str]:
    """Every address at which something of the case may stand."""
    verbs = sorted({row.verb for row in case.table.steps if row.before})
    lists = [reverse(name) for name in ("home", "mine", "claims", "desk", "street")]
    walls = [reverse("wall", args=[place]) for place in (HOME, ELSEWHERE, STREET)]
    beside = f"{reverse('desk')}?case={case.street}/{case.id}"
    return [case.url, beside, *lists, *walls, *(address(case, verb) for verb in verbs)]


@pytest.mark.parametrize("reader", READERS)
def test_on_the_page_of_a_wish_each_reads_what_is_meant_for_them(
    told: Case, readers: dict[str, Someone], reader: str
) -> None:
    page = browser(reader, told, readers).get(told.url)
    assert page.status_code == 200
    assert read_on(body(page)) == READERS[reader] - {"call"}
    assert ("办理记录" in body(page)) == (reader not in PASSERS_BY)


@pytest.mark.parametrize("reader", READERS)
def test_no_page_at_all_shows_more(told: Case, readers: dict[str, Someone], reader: str) -> None:
    client = browser(reader, told, readers)
    for url in pages_of(told):
        page = body(client.get(url, follow=True))
        assert read_on(page) - READERS[reader] == set(), url


@pytest.mark.parametrize("reader", [reader for reader in READERS if reader not in {"desk", "proxy", "beneficiary"}])
def test_before_it_is_published_third_parties_read_nothing_of_it(
    resident: Someone, readers: dict[str, Someone], reader: str
) -> None:
    case = raised(resident.person, words=SAID["words"], name=SAID["name"], phone=SAID["phone"], whom="other")
    client = browser(reader, case, readers)
    sees = reader in {"street", "auditor"}  # that it is there; the grid's own grid is smaller than this wish's place
    assert client.get(case.url).status_code == (200 if sees else 404)
    for url in pages_of(case):
        assert read_on(body(client.get(url, follow=True))) == set(), url


def test_names_of_those_who_take_part_are_masked_even_at_the_desk(
    told: Case, resident: Someone, helper: Someone, desk: Someone
) -> None:
    page = body(desk.sign_in(Client()).get(told.url))
    for one in (resident, helper):
        assert one.account.name not in page
        assert one.account.masked_name in page


def test_what_was_said_on_the_phone_is_read_at_the_desk_alone(
    resident: Someone, desk: Someone, helper: Someone, readers: dict[str, Someone]
) -> None:
    case = brought_to("done", wisher=resident.person, desk=desk.person, helper=helper.person)
    step("confirm_by_call", case, desk.person, rating="4", call=SAID["call"])
    for reader, one in readers.items():
        assert (SAID["call"] in body(one.sign_in(Client()).get(case.url))) == (reader == "desk")


def test_third_parties_do_not_learn_who_takes_part(told: Case, readers: dict[str, Someone]) -> None:
    for reader in ("street", "auditor", "other desk", "neighbour"):
        page = body(browser(reader, told, readers).get(told.url))
        assert readers["proxy"].account.masked_name not in page
        assert readers["holder"].account.masked_name not in page


def test_the_wall_shows_public_words_and_nothing_of_the_person(told: Case, helper: Someone) -> None:
    step("release", told, helper.person, why="")
    page = body(Client().get(reverse("wall", args=[STREET])))
    assert read_on(page) == {"public_text"}
    assert told.label not in page


def test_a_wish_of_another_community_is_on_the_wall_of_the_street_alone_if_published_there(
    resident: Someone, desk: Someone
) -> None:
    publish(raised(resident.person), desk.person, scope="community")
    publish(raised(resident.person), desk.person, scope="street")
    for place, count in ((HOME, 2), (STREET, 1), (ELSEWHERE, 1)):
        assert body(Client().get(reverse("wall", args=[place]))).count("<article") == count, place


def test_what_was_read_in_another_browser_opens_nothing_here(told: Case, desk: Someone) -> None:
    hidden_again = step("unpublish", step("release", told, desk.person, why=""), desk.person)
    assert Client().get(hidden_again.url).status_code == 404
    assert with_receipt(hidden_again).get(hidden_again.url).status_code == 200
    assert visitor({hidden_again.id: hidden_again.street}) == with_code(hidden_again)


LEAK = "LEAK-a-name-and-a-house"


@pytest.mark.parametrize("again_public", [False, True])
def test_public_words_that_were_taken_down_are_read_by_the_desk_alone(
    resident: Someone, desk: Someone, readers: dict[str, Someone], *, again_public: bool
) -> None:
    case = raised(resident.person)
    case = step("publish", case, desk.person, public_text=LEAK, scope="street", checked=True)
    assert LEAK in body(Client().get(reverse("wall", args=[STREET])))
    case = step("unpublish", case, desk.person)
    if again_public:
        case = step("publish", case, desk.person, public_text="CLEAN", scope="street", checked=True)
    for reader in [*readers, "visitor"]:
        seen = any(LEAK in body(browser(reader, case, readers).get(page)) for page in pages_of(case))
        assert seen == (reader == "desk"), reader
