"""A role gives what its row in the table says and nothing by itself: whoever holds only such a post is like any neighbour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from linli.papers.declared import paper_named
from linli.papers.printing import print_out
from linli.people.roles import NOTHING, ORGANISATION, ROLES, TABLE
from linli.people.serving.founding import found_post
from tests.permits import test_matrix as matrix
from tests.permits.marks import Marks, marked
from tests.town import STREET

if TYPE_CHECKING:
    from tests.homes import Homes
    from tests.town import MakeSomeone, Someone

pytestmark = pytest.mark.django_db

OWN_PAGES = {"grid", "desk", "street", "auditor", "supervisor", "system", "security", "liaison"}
"""Roles that have a column of their own in the matrix."""
QUIET = [role for role in TABLE if role.code not in OWN_PAGES]
BY_THE_POST = {"me", "my_posts", "my_data", "my_data_file", "erase_me"}
"""Pages about oneself: they name the post."""


@pytest.fixture
def marks(
    resident: Someone, someone: MakeSomeone, desk: Someone, other_desk: Someone, helper: Someone, liaison: Someone
) -> Marks:
    """A town full of cases, in the community in which the posts stand."""
    del liaison
    neighbour = someone("neighbour", name="龚明霞", phone="13900010077")
    found = marked(resident.person, neighbour.person, desk.person, other_desk.person, helper.person)
    print_out(paper_named("wish_answer"), found.cases["closed"], by=desk.person, at=timezone.now())
    return found


def test_every_role_is_in_the_matrix_or_quiet() -> None:
    assert {role.code for role in QUIET} | OWN_PAGES == set(ROLES)
    assert {role.sees for role in QUIET} == {NOTHING}


def seen(marks: Marks, client: Client) -> dict[tuple[str, str], object]:
    """The status of every route and what of the cases stands in the answer."""
    found: dict[tuple[str, str], object] = {}
    for name, what in matrix.addresses(marks.cases).items():
        for word, url in what:
            answer = client.post(url, {"language": "zh-hans"}) if name in matrix.POSTED else client.get(url)
            found[name, word] = (answer.status_code, marks.in_answer(answer))
    return found


def test_whoever_holds_all_quiet_posts_sees_what_any_neighbour_sees(
    marks: Marks, homes: Homes, someone: MakeSomeone
) -> None:
    """All of them at once: what one of them gave would be seen."""
    posts = tuple(
        found_post(homes[kind], role.code, street=STREET) for role in QUIET for kind in role.on if kind != ORGANISATION
    )
    assert len(posts) > len(QUIET)
    busy, plain = someone("busy", posts=posts), someone("plain")
    assert {seat.role for seat in busy.person.seats} == {role.code for role in QUIET}
    theirs, ours = seen(marks, busy.sign_in(Client())), seen(marks, plain.sign_in(Client()))
    assert ours.keys() == theirs.keys()
    differing = {key for key in ours if ours[key] != theirs[key]}
    assert {name for name, _word in differing} <= BY_THE_POST
    assert not [key for key in differing if theirs[key][1]]  # type: ignore[index]
