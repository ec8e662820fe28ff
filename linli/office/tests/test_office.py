"""The system administrator arranges posts, accounts and organisations of one street, each act once, and lists nobody."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.office import account_deeds, organisation_deeds, post_deeds
from linli.people.models import Account, Arrangement, Membership, Organisation, Post, Tenure
from linli.people.person import person_from
from linli.people.serving.opening import open_street
from linli.people.serving.tenures import appoint, relieve
from tests.lives import claim, publish, raised
from tests.sheets import opened, said, send
from tests.town import HOME, SINCE, STREET

if TYPE_CHECKING:
    from linli.people.person import Person
    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(system_admin: Someone) -> Client:
    """The browser of the administrator."""
    return system_admin.sign_in(Client())


def now(one: Someone) -> Person:
    """Somebody with the seats that a request of theirs would find."""
    return person_from(Account.objects.get(pk=one.account.pk))


def at_post(post: Post, verb: str) -> str:
    return reverse("office_post_deed", args=[STREET, post.pk, verb])


def about(account: Account, verb: str) -> str:
    return reverse("office_account_deed", args=[STREET, account.pk, verb])


def of(organisation: Organisation, verb: str) -> str:
    return reverse("office_organisation_deed", args=[STREET, organisation.pk, verb])


def today() -> str:
    return timezone.localdate().isoformat()


def test_somebody_is_appointed_by_what_they_say_of_themselves(town: Town, admin: Client, resident: Someone) -> None:
    for typed, post in (("Resident ", town.street.desk(HOME)), ("139 0001 0001", town.street.auditor)):
        assert send(admin, at_post(post, "appoint"), who=typed, on=today()).status_code == 302
    assert {seat.role for seat in now(resident).seats} == {"desk", "auditor"}
    assert [one.verb for one in Arrangement.objects.all()] == ["appoint", "appoint"]


@pytest.mark.parametrize("typed", ["", "nobody", "孟", "1390001000", "13900010009"])
def test_nobody_is_found_by_a_part_or_a_name(town: Town, admin: Client, resident: Someone, typed: str) -> None:
    del resident
    answer = send(admin, at_post(town.street.desk(HOME), "appoint"), who=typed, on=today())
    assert answer.status_code in {409, 422}
    assert not Tenure.objects.filter(post__role="desk").exists()
    assert not Arrangement.objects.exists()


def test_a_day_that_is_none_is_told_at_its_field(town: Town, admin: Client, resident: Someone) -> None:
    del resident
    answer = send(admin, at_post(town.street.desk(HOME), "appoint"), who="resident", on="明天")
    assert answer.status_code == 422
    assert "日期看不明白" in said(answer)
    assert 'value="resident"' in said(answer)


def test_a_form_that_comes_twice_counts_once(town: Town, admin: Client, resident: Someone) -> None:
    url = at_post(town.street.desk(HOME), "stand_in")
    marks = {**opened(admin, url), "who": "resident", "on": today()}
    assert [admin.post(url, marks).status_code for _again in range(3)] == [302] * 3
    assert Tenure.objects.filter(account=resident.account).count() == 1
    assert Arrangement.objects.count() == 1


def test_a_form_of_another_browser_is_not_taken(town: Town, admin: Client, system_admin: Someone) -> None:
    url = at_post(town.street.desk(HOME), "appoint")
    marks = {**opened(admin, url), "who": "system", "on": today()}
    other = system_admin.sign_in(Client())
    opened(other, url)
    assert other.post(url, marks).status_code == 409
    assert not Arrangement.objects.exists()


def test_a_post_is_handed_over_with_how_much_is_open(
    town: Town, admin: Client, resident: Someone, desk: Someone, helper: Someone
) -> None:
    case, post = raised(resident.person), town.street.desk(HOME)
    page = said(admin.get(at_post(post, "hand_over")))
    assert "手上未办结" in page
    assert case.label not in page
    typed = {"holder": str(desk.account.pk), "who": "helper", "on": today()}
    assert send(admin, at_post(post, "hand_over"), **typed).status_code == 302
    assert not now(desk).has("desk")
    assert now(helper).has("desk")
    assert Arrangement.objects.get().number == 1


def test_leave_stand_in_and_return(town: Town, admin: Client, desk: Someone, helper: Someone) -> None:
    post, holder = town.street.desk(HOME), str(desk.account.pk)
    until = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert send(admin, at_post(post, "leave"), holder=holder, on=today(), until=until).status_code == 302
    assert "今天空岗" in said(admin.get(reverse("office_post", args=[STREET, post.pk])))
    assert send(admin, at_post(post, "stand_in"), who="helper", on=today()).status_code == 302
    assert now(helper).has("desk")
    assert send(admin, at_post(post, "back"), holder=holder).status_code == 302
    assert now(desk).has("desk")
    assert not now(helper).has("desk")
    assert send(admin, at_post(post, "relieve"), holder=holder, on=today()).status_code == 302
    assert not now(desk).has("desk")
    assert now(helper).has("desk")


def test_the_last_administrator_stays(town: Town, admin: Client, system_admin: Someone, helper: Someone) -> None:
    typed = {"holder": str(system_admin.account.pk), "on": today()}
    answer = send(admin, at_post(town.street.system, "relieve"), **typed)
    assert answer.status_code == 409
    assert "最后一位" in said(answer)
    appoint(helper.account, to=town.street.system, since=SINCE)
    assert send(admin, at_post(town.street.system, "relieve"), **typed).status_code == 302


def test_an_account_is_made_and_its_password_shown_once(admin: Client) -> None:
    url = reverse("office_make", args=[STREET])
    marks = {**opened(admin, url), "username": "wang", "name": "王一鸣", "phone": "13900020002"}
    page = said(admin.post(url, marks))
    password = re.search(r"<dd>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</dd>", page)
    assert password
    assert authenticate(None, username="wang", password=password[1]) is not None
    again = admin.post(url, marks)
    assert again.status_code == 302
    assert Account.objects.filter(username="wang").count() == 1
    assert password[1] not in str(list(Arrangement.objects.values()))


@pytest.mark.parametrize(("username", "status"), [("resident", 409), ("王", 422), ("", 422)])
def test_a_user_name_that_is_taken_or_none_is_refused(
    admin: Client, resident: Someone, username: str, status: int
) -> None:
    del resident
    answer = send(admin, reverse("office_make", args=[STREET]), username=username, name="王一鸣", phone="")
    assert answer.status_code == status
    assert not Arrangement.objects.exists()


def test_a_closed_account_is_out_at_once_and_can_come_back(admin: Client, desk: Someone) -> None:
    browser = desk.sign_in(Client())
    assert browser.get("/desk/").status_code == 200
    assert send(admin, about(desk.account, "close_account")).status_code == 302
    assert browser.get("/desk/").status_code == 302
    assert send(admin, about(desk.account, "reopen_account")).status_code == 302
    assert desk.sign_in(Client()).get("/desk/").status_code == 200


def test_one_s_own_account_and_one_with_a_post_elsewhere_are_not_closed(
    admin: Client, system_admin: Someone, desk: Someone
) -> None:
    appoint(desk.account, to=open_street("620102001").head, since=SINCE)
    for somebody in (system_admin, desk):
        assert send(admin, about(somebody.account, "close_account")).status_code == 409
        assert Account.objects.get(pk=somebody.account.pk).is_active


def test_no_inhabitant_is_listed_shown_or_closed(admin: Client, resident: Someone, desk: Someone) -> None:
    page = said(admin.get(reverse("office_accounts", args=[STREET])))
    assert "desk" in page
    assert resident.account.masked_name not in page
    assert resident.account.username not in page
    assert desk.account.name not in page
    for url in (
        reverse("office_account", args=[STREET, resident.account.pk]),
        about(resident.account, "close_account"),
    ):
        assert admin.get(url).status_code == 404
    answer = admin.post(reverse("office_accounts", args=[STREET]), {"who": "resident"})
    assert answer.status_code == 404
    assert resident.account.masked_name not in said(answer)


def test_whoever_once_held_a_post_is_still_found(town: Town, admin: Client, desk: Someone) -> None:
    relieve(desk.account, of=town.street.desk(HOME), on=timezone.localdate())
    answer = admin.post(reverse("office_accounts", args=[STREET]), {"who": "desk"})
    assert answer.headers["Location"] == reverse("office_account", args=[STREET, desk.account.pk])
    assert "至今" not in said(admin.get(answer.headers["Location"]))


def test_an_organisation_is_taken_down_with_its_seat(admin: Client, helper: Someone) -> None:
    typed = {"kind": "volunteer_team", "name": "白杨志愿服务队", "place": HOME}
    assert send(admin, reverse("office_found", args=[STREET]), **typed).status_code == 302
    organisation = Organisation.objects.get(name="白杨志愿服务队")
    post = Post.objects.get(organisation=organisation)
    assert send(admin, at_post(post, "appoint"), who="helper", on=today()).status_code == 302
    assert now(helper).seats[0].organisation_id == organisation.pk
    assert send(admin, reverse("office_found", args=[STREET]), **typed).status_code == 409


def test_members_come_and_go(admin: Client, team: Organisation, helper: Someone) -> None:
    assert send(admin, of(team, "join"), who="helper", on=SINCE.isoformat()).status_code == 302
    assert Membership.objects.get().until is None
    assert now(helper).seats == ()
    typed = {"member": str(helper.account.pk), "on": today()}
    assert send(admin, of(team, "part"), **typed).status_code == 302
    assert Membership.objects.get().until == timezone.localdate()


def test_an_organisation_is_dissolved_with_open_claims(
    town: Town, admin: Client, team: Organisation, resident: Someone, desk: Someone, liaison: Someone
) -> None:
    case = claim(publish(raised(resident.person), desk.person), liaison.person, way=f"team:{team.pk}")
    typed: dict[str, Any] = {"post": str(town.street.desk(HOME).pk), "on": today()}
    ahead = {**typed, "on": (timezone.localdate() + timedelta(days=1)).isoformat()}
    assert send(admin, of(team, "dissolve"), **ahead).status_code == 422
    assert send(admin, of(team, "dissolve"), **typed).status_code == 302
    case.refresh_from_db()
    assert case.state == "published"
    assert person_from(liaison.account).seats == ()
    assert Arrangement.objects.get().number == 1
    page = said(admin.get(reverse("office_organisation", args=[STREET, team.pk])))
    assert "已撤销" in page
    assert send(admin, of(team, "join"), who="resident", on=today()).status_code == 409


def test_another_street_s_administrator_finds_nothing(town: Town, someone: MakeSomeone, team: Organisation) -> None:
    far = open_street("620102001")
    stranger = someone("far-admin", posts=(far.system,)).sign_in(Client())
    desk = town.street.desk(HOME)
    for url in (
        reverse("office_posts", args=[STREET]),
        reverse("office_post", args=[STREET, desk.pk]),
        reverse("office_post", args=["620102001", desk.pk]),
        reverse("office_post_deed", args=["620102001", desk.pk, "appoint"]),
        reverse("office_organisation", args=["620102001", team.pk]),
        reverse("office_account", args=["620102001", uuid4()]),
    ):
        assert stranger.get(url).status_code == 404, url
    assert stranger.get(reverse("office_posts", args=["620102001"])).status_code == 200


def test_what_was_arranged_is_written_once_and_shown(town: Town, admin: Client, resident: Someone) -> None:
    send(admin, at_post(town.street.desk(HOME), "appoint"), who="resident", on=today())
    page = said(admin.get(reverse("office_arranged", args=[STREET])))
    assert "任命" in page
    assert resident.account.masked_name in page
    assert resident.account.name not in page
    with pytest.raises(TypeError):
        Arrangement.objects.get().save()


def test_lists_take_few_statements(town: Town, admin: Client, someone: MakeSomeone) -> None:
    for number in range(30):
        someone(f"clerk{number}", posts=(town.street.desk(HOME),))
    for page, most in (("posts", 7), ("accounts", 8), ("organisations", 5), ("arranged", 6)):
        admin.get(reverse(f"office_{page}", args=[STREET]))
        with CaptureQueriesContext(connection) as taken:
            assert admin.get(reverse(f"office_{page}", args=[STREET])).status_code == 200
        assert len(taken) <= most, (page, [one["sql"][:90] for one in taken])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_form_opens(town: Town, admin: Client, desk: Someone, team: Organisation, language: str) -> None:
    admin.cookies["django_language"] = language
    urls = [at_post(town.street.desk(HOME), verb) for verb in post_deeds.DEEDS]
    urls += [about(desk.account, verb) for verb in account_deeds.DEEDS]
    urls += [of(team, verb) for verb in organisation_deeds.DEEDS]
    urls += [reverse("office_make", args=[STREET]), reverse("office_found", args=[STREET])]
    for url in urls:
        assert admin.get(url).status_code == 200, url
    assert admin.get(at_post(town.street.desk(HOME), "abolish")).status_code == 404


def test_a_number_that_several_share_names_nobody(
    town: Town, admin: Client, resident: Someone, helper: Someone
) -> None:
    helper.account.put_phone(resident.account.phone)
    helper.account.save()
    answer = send(admin, at_post(town.street.desk(HOME), "appoint"), who="13900010001", on=today())
    assert answer.status_code == 409
    assert "请用登录名" in said(answer)
    assert not now(resident).seats
