"""Papers on their pages: printed by whoever may, once a form, found genuine by anybody who holds one."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING
from unicodedata import normalize

import docx
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.flows import erasure
from linli.flows.doors import SYSTEM
from linli.ledger import receipts
from linli.papers import printing
from linli.papers.content import whole_code
from linli.papers.models import Printed
from linli.wishes.papers import ANSWER, RECEIPT
from tests.lives import PUBLIC_TEXT, WORDS, again, brought_to, raised
from tests.sheets import hidden, opened, said, send

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from linli.cases.models import Case
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db
CHECK = reverse("paper_check")


@pytest.fixture
def closed(resident: Someone, desk: Someone, helper: Someone) -> Case:
    return brought_to("closed", wisher=resident.person, desk=desk.person, helper=helper.person)


def browser(one: Someone) -> Client:
    return one.sign_in(Client())


def papers(case: Case) -> str:
    return reverse("papers", args=["wish", case.street, case.id])


def address(case: Case, name: str = "wish_answer") -> str:
    return reverse("paper_print", args=["wish", case.street, case.id, name])


def page(name: str, printed: Printed) -> str:
    return reverse(name, args=[printed.street, printed.id])


def registered(one: Someone, town: Town) -> tuple[Client, Response]:
    """Somebody from the office writes a wish down for somebody else; gives the page with the code."""
    client = browser(one)
    wish = {"words": WORDS, "kind": "service", "whom": "other", "name": "欧阳小雨", "publish": "1"}
    answer = send(client, reverse("raise", args=[town.home.code]), **wish)
    return client, client.get(answer["Location"])


def test_the_desk_prints_with_one_button_what_the_case_page_offers(closed: Case, desk: Someone) -> None:
    client = browser(desk)
    assert papers(closed) in said(client.get(closed.url))
    offered = said(client.get(papers(closed)))
    assert "打印办理情况告知单" in offered
    answer = client.post(address(closed), {"token": hidden(offered)["token"]})
    printed = Printed.objects.get()
    assert answer["Location"] == page("paper", printed)
    sheet = said(client.get(answer["Location"]))
    for words in (WORDS, printed.label, whole_code(printed), "已办结", "西园街道", CHECK):
        assert words in sheet
    assert "补打" not in sheet.partition("<article")[2]
    assert "打印了材料" in said(client.get(closed.url))


def test_the_same_form_gives_the_same_paper(closed: Case, desk: Someone) -> None:
    client = browser(desk)
    form = opened(client, address(closed))
    places = {client.post(address(closed), form)["Location"] for _time in range(3)}
    assert len(places) == 1
    assert Printed.objects.get().copies == 1


def test_without_its_form_nothing_is_printed(closed: Case, desk: Someone) -> None:
    assert browser(desk).post(address(closed), {"token": "made up"}).status_code == 422
    assert not Printed.objects.exists()


def test_later_it_is_a_reprint_and_says_so(closed: Case, desk: Someone) -> None:
    client = browser(desk)
    send(client, address(closed))
    printed = Printed.objects.get()
    Printed.objects.update(last_at=timezone.now() - timedelta(hours=1))
    for name in ("paper", "paper_word"):
        assert client.get(page(name, printed))["Location"] == page("paper_again", printed)
    send(client, page("paper_again", printed))
    assert "补打，第 2 次打印" in said(client.get(page("paper", printed)))
    word = docx.Document(io.BytesIO(client.get(page("paper_word", printed)).content))
    assert "补打，第 2 次打印" in [paragraph.text for paragraph in word.paragraphs]


def test_the_receipt_code_is_printed_while_it_is_shown_and_never_again(desk: Someone, town: Town) -> None:
    client, fresh = registered(desk, town)
    assert "打印收件凭条" in said(fresh)
    (form,) = [part for part in said(fresh).split("<form") if "wish_receipt" in part]
    answer = client.post(form.split('action="')[1].split('"')[0], {"token": hidden(f"<form{form}")["token"]})
    printed = Printed.objects.get()
    receipt = receipts.of_stream(street=printed.street, stream=printed.stream)
    assert receipt is not None
    code = receipts.in_groups(receipt.code)
    assert code in said(client.get(answer["Location"]))
    assert code not in printed.sealed
    del client.cookies["linli_fresh"]
    assert code not in said(client.get(answer["Location"]))
    assert printed.label in said(client.get(answer["Location"]))
    refused = client.get(reverse("paper_print", args=["wish", printed.street, printed.stream, RECEIPT.name]))
    assert (refused.status_code, "收件码只在登记后半小时内打印一次" in said(refused)) == (409, True)


def test_nobody_prints_the_code_of_a_wish_that_somebody_else_registered(
    resident: Someone, desk: Someone, town: Town
) -> None:
    registered(desk, town)
    theirs = raised(resident.person)
    client, _fresh = registered(desk, town)
    assert client.get(address(theirs, "wish_receipt")).status_code == 409


def test_the_card_says_the_public_words_and_nothing_else(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = brought_to("published", wisher=resident.person, desk=desk.person, helper=helper.person)
    client = browser(desk)
    for shown in (client.get(address(case, "wish_card")), client.get(f"{address(case, 'wish_card')}?as=word")):
        assert shown.status_code == 200
    card = said(client.get(address(case, "wish_card")))
    assert PUBLIC_TEXT in card
    assert WORDS not in card
    assert f"http://testserver{reverse('wall', args=[case.community])}" in card
    assert case.label not in card
    assert not Printed.objects.exists()
    assert browser(resident).get(address(case, "wish_card")).status_code == 404


def printed_for(case: Case, by: Someone) -> Printed:
    return printing.print_out(ANSWER, case, by=by.person, at=timezone.now()).printed


@pytest.mark.parametrize("how", ["as printed", "by a Chinese keyboard", "carelessly"])
def test_anybody_checks_a_paper_by_its_number_and_code(closed: Case, desk: Someone, how: str) -> None:
    printed = printed_for(closed, desk)
    number, code = printed.label, whole_code(printed)
    if how == "by a Chinese keyboard":
        number, code = number.replace("〔", "（"), "".join(chr(ord(s) + 0xFEE0) if s.isalnum() else s for s in code)
        assert normalize("NFKC", code) == whole_code(printed)
    if how == "carelessly":
        number, code = f" {number} ", code.lower().replace(" ", "-").replace("0", "o")
    answer = send(Client(), CHECK, number=number, code=code)
    found = said(Client().get(answer["Location"]))
    for words in ("这份材料是我们出的", "办理情况告知单", printed.label, "林家庄社区"):
        assert words in found
    for words in (WORDS, PUBLIC_TEXT, closed.label, "孟"):
        assert words not in found


def test_the_page_tells_of_reprints_newer_papers_and_erasure(closed: Case, desk: Someone) -> None:
    printed = printed_for(closed, desk)
    where = reverse("paper_checked", args=[f"{printed.street}-{printed.code}"])
    printing.print_again(printed, again(closed), by=desk.person, at=timezone.now())
    assert "最近一次补打" in said(Client().get(where))
    erasure.erase(again(closed), by=SYSTEM, at=timezone.now(), why="asked")
    assert "已按规定删除" in said(Client().get(where))
    printed_for(again(closed), desk)
    assert "请以新的一份为准" in said(Client().get(where))
    Printed.objects.filter(id=printed.id).update(hash="0" * 64)
    assert "核对不一致" in said(Client().get(where))


def test_a_wrong_number_a_wrong_code_and_none_get_the_same_answer(closed: Case, desk: Someone) -> None:
    printed = printed_for(closed, desk)
    for number, code in (
        (printed.label.replace("1号", "2号"), whole_code(printed)),
        (printed.label, f"{printed.street} 0000 0000"),
        ("", ""),
    ):
        answer = send(Client(), CHECK, number=number, code=code)
        assert (answer.status_code, "没有查到" in said(answer)) == (422, True)
    assert Client().get(reverse("paper_checked", args=["620103001-00000000"])).status_code == 404


def test_whoever_tries_many_codes_has_to_wait(closed: Case, desk: Someone) -> None:
    printed = printed_for(closed, desk)
    right = reverse("paper_checked", args=[f"{printed.street}-{printed.code}"])
    for number in range(10):
        assert Client().get(reverse("paper_checked", args=[f"620103001-0000000{number}"])).status_code == 404
    assert Client().get(right).status_code == 429
    assert send(Client(), CHECK, number=printed.label, code=whole_code(printed)).status_code == 429
    cache.clear()
    assert Client().get(right).status_code == 200


def test_the_papers_of_a_case_are_listed_with_few_questions(closed: Case, desk: Someone) -> None:
    client = browser(desk)
    for _time in range(3):
        case = erasure.erase(again(closed), by=SYSTEM, at=timezone.now(), why="asked")
        printed_for(again(case), desk)
        Printed.objects.update(version=0)
    client.get(papers(closed))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert Printed.objects.count() == 3
        shown = client.get(papers(closed))
    assert said(shown).count("告知〔") >= 3
    assert len(asked) <= 10
