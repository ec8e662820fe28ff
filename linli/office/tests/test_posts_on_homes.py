"""The administrator founds posts on every kind of place, finds homes by the words of an address, and narrows the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.people.models import Account, Arrangement, Post, Tenure
from linli.people.roles import ORGANISATION, TABLE
from linli.people.serving.founding import found_post, post_at
from linli.people.serving.tenures import appoint
from tests.sheets import said, send
from tests.town import SINCE, STREET

if TYPE_CHECKING:
    from tests.homes import Homes
    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(system_admin: Someone) -> Client:
    """The browser of the administrator."""
    return system_admin.sign_in(Client())


def at(role: str, kind: str, homes: Homes) -> str:
    return reverse("office_new_post_at", args=[STREET, role, kind, homes[kind].pk])


def of(role: str) -> str:
    return reverse("office_new_post_of", args=[STREET, role])


def today() -> str:
    return timezone.localdate().isoformat()


@pytest.mark.parametrize(
    ("role", "kind"), [(role.code, kind) for role in TABLE for kind in role.on if kind != ORGANISATION]
)
def test_every_role_is_founded_on_every_place_on_which_it_may_stand(
    homes: Homes, admin: Client, role: str, kind: str
) -> None:
    there = post_at(homes[kind], role, street=STREET)
    answer = send(admin, at(role, kind, homes), who="", on="")
    if there and there.rules.one_post:
        assert answer.status_code == 409
        assert "这里已经有这个岗位" in said(answer)
        return
    post = Post.objects.filter(street=STREET, role=role, kind=kind).latest("id")
    assert answer["Location"].partition("?")[0] == reverse("office_post", args=[STREET, post.pk])
    arranged = Arrangement.objects.get()
    assert (arranged.verb, arranged.post, arranged.account) == ("found_post", post, None)
    assert not Tenure.objects.filter(post=post).exists()


def test_a_building_is_found_by_words_and_its_lead_appointed_at_once(
    homes: Homes, admin: Client, resident: Someone
) -> None:
    page = said(admin.post(of("building_lead"), {"words": "井儿街10号院2号楼1单元301"}))
    assert at("building_lead", "building", homes) in page
    assert "井儿街小区 井儿街10号院 2号楼" in page
    typed = {"who": "resident", "on": today(), "willing": "1"}
    assert send(admin, at("building_lead", "building", homes), **typed).status_code == 302
    (seat,) = resident_now(resident)
    assert seat == "井儿街小区井儿街10号院2号楼楼栋长"
    page = said(admin.post(of("building_lead"), {"words": "井儿街10号院2号楼"}))
    post = post_at(homes.building, "building_lead", street=STREET)
    assert post is not None
    assert reverse("office_post", args=[STREET, post.pk]) in page
    assert "已设岗" in page
    told = said(resident.sign_in(Client()).get(reverse("my_posts")))
    assert "楼栋长 · 井儿街小区 井儿街10号院 2号楼" in told


def resident_now(one: Someone) -> list[str]:
    again = Account.objects.get(pk=one.account.pk)
    return list(Tenure.objects.filter(account=again).values_list("post__title", flat=True))


def test_units_of_a_building_are_offered_and_nothing_on_which_the_role_does_not_stand(
    homes: Homes, admin: Client
) -> None:
    page = said(admin.post(of("unit_informant"), {"words": "井儿街10号院2号楼"}))
    assert at("unit_informant", "unit", homes) in page
    assert at("unit_informant", "building", homes) not in page
    assert "没有找到能设这个岗位的地方" in said(admin.post(of("unit_informant"), {"words": "南京路9号"}))


def test_a_neighbour_is_appointed_only_of_their_own_will(homes: Homes, admin: Client, resident: Someone) -> None:
    del resident
    typed = {"who": "resident", "on": today()}
    answer = send(admin, at("building_lead", "building", homes), **typed)
    assert answer.status_code == 422
    assert not Post.objects.filter(role="building_lead").exists()
    post = found_post(homes.building, "building_lead", street=STREET)
    deed = reverse("office_post_deed", args=[STREET, post.pk, "appoint"])
    assert send(admin, deed, **typed).status_code == 422
    assert send(admin, deed, **typed, willing="1").status_code == 302


def test_one_holder_is_told_to_hand_over(homes: Homes, admin: Client, someone: MakeSomeone) -> None:
    post = found_post(homes.grid, "grid_lead", street=STREET)
    appoint(someone("first").account, to=post, since=SINCE)
    someone("second")
    deed = reverse("office_post_deed", args=[STREET, post.pk, "appoint"])
    answer = send(admin, deed, who="second", on=today())
    assert answer.status_code == 409
    assert "换人请办交接" in said(answer)


def test_a_post_without_stand_ins_offers_none(homes: Homes, admin: Client) -> None:
    post = found_post(homes.yard, "volunteer", street=STREET)
    assert "加代岗人" not in said(admin.get(reverse("office_post", args=[STREET, post.pk])))
    assert admin.get(reverse("office_post_deed", args=[STREET, post.pk, "stand_in"])).status_code == 404


def test_what_lies_in_another_street_or_is_no_place_is_not_there(homes: Homes, town: Town, admin: Client) -> None:
    del town
    missing = reverse("office_new_post_at", args=[STREET, "volunteer", "community", homes.building.pk])
    assert admin.get(missing).status_code == 404
    for role in ("liaison", "boss"):
        assert admin.get(of(role)).status_code == 404
    assert admin.get(of("volunteer").replace(STREET, "620102001")).status_code == 404


def test_the_list_is_narrowed_by_role_kind_community_words_and_vacancy(
    homes: Homes, admin: Client, desk: Someone
) -> None:
    found_post(homes.building, "building_lead", street=STREET)
    url = reverse("office_posts", args=[STREET])

    def shown(**query: str) -> str:
        return said(admin.get(url, query))

    lead = "2号楼楼栋长"
    assert lead in shown(role="building_lead")
    assert "服务窗口</a>" not in shown(role="building_lead")
    assert lead in shown(kind="building")
    assert lead not in shown(kind="unit")
    assert lead in shown(words="井儿街 2号楼")
    assert lead not in shown(words="井儿街 9号楼")
    assert lead in shown(vacant="vacant", community=homes.community.code)
    assert "林家庄社区服务窗口" not in shown(vacant="vacant", community=homes.community.code)
    assert "林家庄社区服务窗口" in shown(role="desk")
    assert "没有符合的岗位" in shown(kind="yard")
    del desk


def test_the_list_of_fifty_takes_six_statements(homes: Homes, admin: Client, someone: MakeSomeone) -> None:
    for number in range(60):
        appoint(
            someone().account,
            to=found_post(homes.community, "officer", street=STREET, title=f"专员{number}"),
            since=SINCE,
        )
    url = reverse("office_posts", args=[STREET])
    admin.get(url)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert "第 1 / 2 页" in said(admin.get(url))
    assert len(asked) <= 6


@pytest.mark.usefixtures("homes")
def test_what_of_an_address_was_not_found_is_said_before_what_is_close_to_it(admin: Client) -> None:
    page = said(admin.post(of("building_lead"), {"words": "不存在的小区2号楼"}))
    assert "没有找到：小区或院落" in page
    assert "请先核对" in page
    assert "没有找到：" not in said(admin.post(of("building_lead"), {"words": "井儿街10号院2号楼"}))
