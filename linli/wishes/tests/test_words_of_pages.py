"""What stands largest on a page: the words of a wish for those who may read them, its code for the others."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cases.timing.sweep import sweep
from tests.lives import WORDS, publish, raised
from tests.sheets import address, said
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from tests.town import Someone

pytestmark = pytest.mark.django_db


def heading(page: str, level: int = 1) -> str:
    """The first heading of a level, as a person reads it."""
    found = re.search(rf"<h{level}[^>]*>(.*?)</h{level}>", page, re.DOTALL)
    assert found
    return re.sub(r"<[^>]*>", "", found[1]).strip()


def test_a_case_is_headed_by_its_words_where_they_may_be_read(
    resident: Someone, desk: Someone, street_leader: Someone
) -> None:
    case = raised(resident.person)
    for who in (resident, desk):
        page = said(who.sign_in(Client()).get(case.url))
        assert heading(page) == WORDS
        assert case.label in page
    assert heading(said(street_leader.sign_in(Client()).get(case.url))) == case.label


def test_a_card_is_headed_by_its_words(resident: Someone) -> None:
    case = raised(resident.person)
    page = said(resident.sign_in(Client()).get(reverse("mine")))
    assert heading(page, 2) == WORDS
    assert case.label in page


def test_the_street_reads_that_the_content_is_not_public(resident: Someone, street_leader: Someone) -> None:
    raised(resident.person, at=timezone.now() - timedelta(days=5))
    sweep(now=timezone.now())
    page = said(street_leader.sign_in(Client()).get(reverse("street")))
    assert "内容不公开" in page
    assert WORDS not in page


def test_a_step_shows_the_state_with_its_tone(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person)
    assert '<span class="badge is-new">待核对</span>' in said(desk.sign_in(Client()).get(address(case, "publish")))


def test_the_wall_of_a_street_tells_of_the_walls_of_its_communities(resident: Someone, desk: Someone) -> None:
    publish(raised(resident.person), desk.person)
    words = "只在本社区公布的心愿，在各社区的墙上"
    street = reverse("wall", args=[STREET])
    assert words in said(Client().get(street))
    assert words not in said(Client().get(f"{street}?community={HOME}"))
    assert words not in said(Client().get(reverse("wall", args=[HOME])))


def test_communities_are_chosen_by_the_names_that_all_pages_use(desk: Someone) -> None:
    del desk
    page = said(Client().get(reverse("choose")))
    assert "林家庄社区" in page
    assert "居委会" not in page
