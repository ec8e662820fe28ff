"""The notice of a grid says who works there and which numbers the office set, never a number of an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.kit.refused import Refused
from linli.people.models import Post
from linli.people.serving.founding import found_post
from linli.people.serving.grid_notices import announce
from tests.sheets import said, send
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from tests.homes import Homes
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db


def notice(code: str) -> str:
    return said(Client().get(reverse("grids", args=[code])))


def test_before_the_office_says_anything_nothing_is_published_but_masked_names(
    town: Town, grid_worker: Someone, desk: Someone
) -> None:
    page = notice(town.grid.code)
    assert "柴**" in page
    assert grid_worker.account.name not in page
    assert page.count("待公布") == 3
    for one in (grid_worker, desk):
        assert one.account.phone not in page


def test_numbers_and_names_that_the_office_set_are_there(
    homes: Homes, town: Town, grid_worker: Someone, supervisor: Someone, system_admin: Someone
) -> None:
    del supervisor, grid_worker
    admin = system_admin.sign_in(Client())
    post = town.street.grid_post(town.grid.code)
    watch = Post.objects.get(street=STREET, role="supervisor")
    deed = reverse("office_post_deed", args=[STREET, post.pk, "announce"])
    assert send(admin, deed, phone="0931-2345678", shows_name="1").status_code == 302
    announce(watch, phone="0931 8765432", shows_name=False)
    page = notice(town.grid.code)
    assert "柴小满" in page
    assert "09312345678" in page
    assert "09318765432" in page
    assert f"{homes.estate} {homes.yard}" in page
    assert "2号楼" in page
    assert "3号楼" not in page  # the grid does not cover it
    assert "09312345678" in said(admin.get(reverse("office_post", args=[STREET, post.pk])))


def test_the_desk_s_number_stands_in_for_the_grid_s(town: Town) -> None:
    announce(town.street.desk(HOME), phone="09312222222", shows_name=False)
    assert "09312222222" in notice(town.grid.code)
    announce(town.street.grid_post(town.grid.code), phone="09313333333", shows_name=False)
    assert "09312222222" not in notice(town.grid.code)
    announce(town.street.grid_post(town.grid.code), phone="", shows_name=False)
    assert "09312222222" in notice(town.grid.code)


def test_the_number_with_which_somebody_signs_in_is_refused(town: Town, grid_worker: Someone) -> None:
    post = town.street.grid_post(town.grid.code)
    with pytest.raises(Refused, match="own_phone"):
        announce(post, phone=grid_worker.account.phone, shows_name=True)
    assert not Post.objects.get(street=STREET, pk=post.pk).service_phone


def test_a_post_that_is_on_no_notice_has_no_number(homes: Homes, system_admin: Someone) -> None:
    post = found_post(homes.building, "building_lead", street=STREET)
    deed = reverse("office_post_deed", args=[STREET, post.pk, "announce"])
    assert system_admin.sign_in(Client()).get(deed).status_code == 404


def test_the_page_is_to_print_with_a_code_and_takes_few_statements(homes: Homes, town: Town) -> None:
    del homes
    notice(town.grid.code)
    with CaptureQueriesContext(connection) as asked:
        page = notice(town.grid.code)
    assert len(asked) <= 6
    assert 'class="qr"' in page
    assert "web/grid" in page
    assert reverse("raise", args=[town.grid.code]) in page


@pytest.mark.usefixtures("town")
def test_the_grids_of_a_community_are_named_and_others_are_not_there() -> None:
    assert reverse("grids", args=[f"{HOME}001"]) in notice(HOME)
    for code in (STREET, f"{HOME}999", "999999999999", "x"):
        assert Client().get(reverse("grids", args=[code])).status_code == 404


def test_desk_and_grid_find_their_notice(desk: Someone, grid_worker: Someone) -> None:
    assert reverse("grids", args=[HOME]) in said(desk.sign_in(Client()).get(reverse("desk")))
    assert reverse("grids", args=[f"{HOME}001"]) in said(grid_worker.sign_in(Client()).get(reverse("desk")))
