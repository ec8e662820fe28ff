"""A form that was opened before: good while only something beside the record was noted, stale once the record went on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from linli.cases.models import Case
from linli.flows import corrections
from linli.papers.declared import paper_named
from linli.papers.printing import print_out
from tests.lives import PUBLIC_TEXT, raised, step
from tests.sheets import address, opened, said

if TYPE_CHECKING:
    from tests.town import Someone

pytestmark = pytest.mark.django_db
ANSWERS = {"public_text": PUBLIC_TEXT, "scope": "community", "checked": "1"}


@pytest.fixture
def wish(resident: Someone) -> Case:
    return raised(resident.person)


def test_a_paper_printed_meanwhile_leaves_the_form_good(wish: Case, desk: Someone) -> None:
    client = desk.sign_in(Client())
    marks = opened(client, address(wish, "publish"))
    print_out(paper_named("wish_receipt"), wish, by=desk.person, at=timezone.now())
    assert client.post(address(wish, "publish"), {**marks, **ANSWERS}).status_code == 302
    assert Case.objects.get().state == "published"


def test_words_corrected_meanwhile_make_it_stale(wish: Case, desk: Someone) -> None:
    client = desk.sign_in(Client())
    marks = opened(client, address(wish, "publish"))
    corrections.correct(wish, by=desk.person, at=timezone.now(), words={"words": "厨房的灯不亮了"})
    answer = client.post(address(wish, "publish"), {**marks, **ANSWERS})
    assert answer.status_code == 409
    assert "有了新进展" in said(answer)


def test_a_step_taken_meanwhile_makes_it_stale_whatever_else_was_noted(wish: Case, desk: Someone) -> None:
    client = desk.sign_in(Client())
    marks = opened(client, address(wish, "publish"))
    step("ask", wish, desk.person, question="几号楼？")
    print_out(paper_named("wish_receipt"), Case.objects.get(), by=desk.person, at=timezone.now())
    step("answer", Case.objects.get(), desk.person, answer="3号楼", health=False)
    assert client.post(address(wish, "publish"), {**marks, **ANSWERS}).status_code == 409
