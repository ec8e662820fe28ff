"""Two communities of a street become one: nobody loses a case, a post, a place, a code on paper or a day of a clock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.cases.models import Case
from linli.cases.moves.mergers import Told, merge, switch
from linli.kit.refused import Refused
from linli.ledger import actors, counting, figures, receipts, summing, verify
from linli.ledger.models import Event
from linli.ledger.summing import Period
from linli.people.models import Arrangement, Organisation, Post, Tenure
from linli.people.serving.founding import found_post
from linli.people.serving.opening import liaison_of
from linli.people.serving.tenures import appoint
from linli.places import mergers
from linli.places.models import Building, Cover, Estate, Grid, Region, Unit, Yard
from tests.lives import PUBLIC_TEXT, WORDS, again, brought_to, claim, publish, raised, step
from tests.sheets import body, said, send, with_receipt
from tests.town import ELSEWHERE, HOME, SINCE, STREET

if TYPE_CHECKING:
    from tests.homes import Homes
    from tests.town import MakeSomeone, Someone, Town

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)


def merged(old: str = HOME, new: str = ELSEWHERE, *, on: date = ON, dry_run: bool = False) -> Told:
    return merge(mergers.agreed(old, new, on=on), at=timezone.now(), dry_run=dry_run)


def page(one: Someone, name: str, *args: Any, **query: str) -> str:
    return said(one.sign_in(Client()).get(reverse(name, args=args), query))


def built(place: str, name: str = "康乐小区") -> Estate:
    """An estate with a yard, a building of two covers and a unit, and a building by itself."""
    here = {"street": STREET, "place": place}
    estate = Estate.objects.create(**here, name=name)
    yard = Yard.objects.create(**here, name="东院", estate=estate)
    building = Building.objects.create(**here, name="3号楼", yard=yard)
    Building.objects.create(**here, name="康乐宾馆")
    Unit.objects.create(**here, name="1单元", building=building)
    grid = Grid.objects.get(street=STREET, code=f"{place}001")
    Cover.objects.create(**here, building=building, grid=grid, kind=grid.kind)
    return estate


def test_open_cases_are_the_successors_in_every_list(
    town: Town, resident: Someone, desk: Someone, other_desk: Someone
) -> None:
    case = raised(resident.person, name="孟晓岚", phone="13900010001")
    due = case.due
    assert merged().counts["case"] == 1
    now = again(case)
    assert (now.place, now.responsible_post, now.due) == (ELSEWHERE, town.street.desk(ELSEWHERE), due)
    assert set(Case.objects.visible_to(other_desk.person)) == {now}
    assert set(Case.objects.visible_to(desk.person)) == set()
    assert case.label in page(other_desk, "desk")
    assert case.label in send(other_desk.sign_in(Client()), reverse("call_list"), why="回访").content.decode()
    csv = other_desk.sign_in(Client()).get(reverse("desk_export", args=["csv"])).content.decode("utf-8-sig")
    assert case.label in csv
    assert "柏树巷" in csv
    step("ask", now, other_desk.person, question="几号楼？")
    assert verify.verify().kinds == {}


def test_the_event_says_what_was_merged_and_that_the_system_moved_it(town: Town, resident: Someone) -> None:
    del town
    case = raised(resident.person)
    merged()
    last = Event.objects.filter(stream=case.id).latest("number")
    assert (last.verb, last.by) == ("wish.move", actors.SYSTEM)
    assert "社区合并，转到新的社区办" in page(resident, "case", case.street, case.id)


def test_whoever_holds_the_successors_desk_handles_what_was_not_moved_yet(
    town: Town, resident: Someone, desk: Someone, other_desk: Someone
) -> None:
    """A run that is cut off after the first transaction leaves nobody without a desk; the next one goes on."""
    case = raised(resident.person)
    switch(mergers.agreed(HOME, ELSEWHERE, on=ON), timezone.now())
    assert again(case).place == HOME
    assert case.label in page(other_desk, "desk")
    assert not Case.objects.visible_to(desk.person).exists()
    case = step("ask", case, other_desk.person, question="几号楼？")
    corrects = other_desk.sign_in(Client()).get(reverse("case_correct", args=[case.street, case.id]))
    assert corrects.status_code == 200  # as the one that answers for it
    again_merged = merged()
    assert {name: many for name, many in again_merged.counts.items() if many} == {"case": 1}
    assert again(case).responsible_post == town.street.desk(ELSEWHERE)
    assert verify.verify().kinds == {}


def test_a_second_run_changes_nothing(town: Town, resident: Someone, desk: Someone) -> None:
    del town
    raised(resident.person)
    built(HOME)
    assert desk.person.seats
    merged()
    before = Event.objects.count(), Arrangement.objects.count(), list(Post.objects.order_by("id").values())
    assert not any(merged().counts.values())
    assert before == (Event.objects.count(), Arrangement.objects.count(), list(Post.objects.order_by("id").values()))


def test_a_dry_run_says_the_same_and_writes_nothing(town: Town, resident: Someone, desk: Someone) -> None:
    del town
    raised(resident.person)
    built(HOME)
    built(ELSEWHERE)
    assert desk.person.seats
    foreseen = merged(dry_run=True)
    assert Region.objects.by_code(HOME).is_open
    assert Event.objects.count() == 1
    assert not Arrangement.objects.exists()
    assert Estate.objects.filter(place=HOME).count() == 1
    assert desk.person.seats
    done = merged()
    assert (foreseen.counts, foreseen.renamed) == (done.counts, done.renamed)
    assert {name: many for name, many in done.counts.items() if many} == {
        "region": 1, "grid": 1, "estate": 1, "yard": 1, "building": 2, "unit": 1, "cover": 1, "post": 1,
        "tenure": 1, "case": 1,
    }  # fmt: skip


def test_posts_of_the_whole_end_on_the_day_and_the_hand_over_is_written_down(
    town: Town, resident: Someone, desk: Someone, other_desk: Someone, system_admin: Someone
) -> None:
    raised(resident.person)
    merged()
    assert desk.person.seats == ()
    assert Tenure.objects.get(account=desk.account).until == ON
    row = Arrangement.objects.get()
    assert (row.verb, row.by, row.on, row.number) == ("hand_over", actors.SYSTEM, ON, 1)
    assert (row.post, row.account, row.successor) == (town.street.desk(HOME), desk.account, other_desk.account)
    assert "边**" in page(system_admin, "office_arranged", STREET)
    assert "林家庄社区服务窗口" not in page(system_admin, "office_posts", STREET)


def test_a_grid_goes_over_with_its_worker_its_code_on_paper_and_its_cases(
    town: Town, resident: Someone, grid_worker: Someone, other_desk: Someone
) -> None:
    case = raised(resident.person, place=town.grid.code)
    merged()
    grid = Grid.objects.get(pk=town.grid.pk)
    assert (grid.code, grid.name, grid.before) == (f"{ELSEWHERE}002", "第二网格", town.grid.code)
    assert again(case).place == grid.code
    (seat,) = grid_worker.person.seats
    assert (seat.code, seat.title) == (grid.code, "柏树巷社区第二网格网格员")
    assert set(Case.objects.visible_to(grid_worker.person)) == {case}
    assert set(Case.objects.visible_to(other_desk.person)) == {case}
    assert raised(resident.person, place=town.grid.code).place == grid.code  # the sticker on the wall
    assert verify.verify().kinds == {}


def test_closed_cases_stay_where_they_were_and_are_the_successors_to_keep(
    town: Town, resident: Someone, desk: Someone, helper: Someone, other_desk: Someone, street_leader: Someone
) -> None:
    del town
    case = brought_to("closed", wisher=resident.person, desk=desk.person, helper=helper.person)
    merged()
    assert again(case).place == HOME
    assert desk.person.seats == ()
    assert case.label in page(other_desk, "desk", state="closed")
    sent = send(other_desk.sign_in(Client()), reverse("case_erase", args=[case.street, case.id]), sure="on")
    assert (sent.status_code, case.label in body(sent)) == (200, True)
    assert "林家庄社区" in page(street_leader, "street")  # where it was done counts where it was done
    assert verify.verify().kinds == {}


def test_what_is_open_is_counted_where_it_lies_now(town: Town, resident: Someone) -> None:
    del town
    raised(resident.person)
    merged()
    counting.catch_up([STREET])
    today = Period(timezone.localdate(), timezone.localdate())
    found = [summing.numbers([figures.named("cases.open")], [code], today)[0] for code in (HOME, ELSEWHERE)]
    assert [each["cases.open"].value for each in found] == [0, 1]


def test_a_published_wish_hangs_on_the_successors_wall_and_a_claim_goes_on(
    town: Town, resident: Someone, desk: Someone, helper: Someone
) -> None:
    del town
    shown = publish(raised(resident.person), desk.person)
    held = claim(publish(raised(resident.person), desk.person), helper.person)
    merged()
    wall = Client().get(reverse("wall", args=[HOME]), follow=True)
    assert wall.redirect_chain == [(reverse("wall", args=[ELSEWHERE]), 302)]
    assert PUBLIC_TEXT in said(wall)
    assert again(shown).scope == ELSEWHERE
    assert "柏树巷社区" in said(wall)
    assert step("finish", held, helper.person).state == "done"


def test_what_hangs_in_stairwells_and_what_people_hold_leads_on_and_says_the_new_name(
    town: Town, resident: Someone
) -> None:
    del town
    case = raised(resident.person)
    receipt = receipts.of_stream(street=case.street, stream=case.id)
    merged()
    for address in (reverse("raise", args=[HOME]), reverse("wish_code", args=[HOME])):
        told = said(Client().get(address))
        assert "柏树巷社区" in told
        assert "林家庄" not in told
    assert reverse("raise", args=[ELSEWHERE]) in said(Client().get(reverse("wish_code", args=[HOME])))
    assert HOME not in said(Client().get(reverse("choose")))
    assert receipt
    assert receipts.find(receipt.code) == receipt
    told = said(with_receipt(case).get(reverse("receipt_opened", args=[case.street, case.id])))
    assert "柏树巷社区" in told
    assert WORDS in page(resident, "case", case.street, case.id)


def test_the_notice_of_a_grid_and_public_figures_lead_on_from_their_old_codes(town: Town) -> None:
    old = town.grid.code
    merged()
    now = Grid.objects.get(before=old).code
    for route, code, after in (("grids", old, now), ("grids", HOME, ELSEWHERE), ("public_figures", HOME, ELSEWHERE)):
        assert Client().get(reverse(route, args=[code])).headers["Location"] == reverse(route, args=[after])
        assert Client().get(reverse(route, args=[after])).status_code == 200
    for code in (f"{HOME}999", "620103001999", "6201030"):
        assert Client().get(reverse("grids", args=[code])).status_code in {302, 404}


def test_estates_buildings_and_units_lie_in_the_successor_and_keep_their_names_apart(town: Town) -> None:
    del town
    ours, theirs = built(HOME), built(ELSEWHERE)
    told = merged()
    for model in (Estate, Yard, Building, Unit, Cover, Grid):
        assert not model.objects.filter(place=HOME).exists()
    names = dict(Estate.objects.values_list("id", "name"))
    assert names == {theirs.id: "康乐小区", ours.id: "康乐小区（原林家庄社区）"}
    assert ("康乐宾馆", "康乐宾馆（原林家庄社区）") in told.renamed
    assert Building.objects.get(yard__estate=ours).covers.get().grid.code == f"{ELSEWHERE}002"


def test_organisations_of_the_community_work_in_the_successor(town: Town, someone: MakeSomeone) -> None:
    team = Organisation.objects.create(kind="volunteer_team", name="春柳志愿服务队", place=HOME)
    speaks = someone(posts=(liaison_of(team, place=town.home),))
    merged()
    assert Organisation.objects.get().place == ELSEWHERE
    assert [(seat.code, seat.organisation_id) for seat in speaks.person.seats] == [(ELSEWHERE, team.pk)]


def test_a_community_that_took_another_in_may_go_into_a_third(
    town: Town, resident: Someone, desk: Someone, helper: Someone, someone: MakeSomeone
) -> None:
    third = f"{STREET}001"
    closed = brought_to("closed", wisher=resident.person, desk=desk.person, helper=helper.person)
    case = raised(resident.person, place=town.grid.code)
    merged()
    merged(ELSEWHERE, third)
    there = someone(posts=(town.street.desk(third),))
    assert set(Case.objects.visible_to(there.person)) == {closed, case}
    assert again(case).community == third
    assert raised(resident.person, place=HOME).place == third
    assert verify.verify().kinds == {}


@pytest.mark.parametrize(
    ("old", "new", "on", "code"),
    [
        (HOME, HOME, ON, "into_itself"),
        (HOME, "620103001999", ON, "unknown_place"),
        (STREET, ELSEWHERE, ON, "no_community"),
        (HOME, ELSEWHERE, timezone.localdate() + timedelta(days=1), "not_that_day"),
        (HOME, ELSEWHERE, date(1949, 1, 1), "not_that_day"),
    ],
)
def test_what_cannot_be_merged_is_refused_in_words(town: Town, old: str, new: str, on: date, code: str) -> None:
    del town
    with pytest.raises(Refused) as refusal:
        merged(old, new, on=on)
    assert refusal.value.code == code
    assert Region.objects.by_code(HOME).is_open


@pytest.mark.parametrize(
    ("old", "new", "on", "code"),
    [
        (ELSEWHERE, HOME, ON, "into_itself"),
        (f"{STREET}001", HOME, ON, "not_in_force"),
        (HOME, f"{STREET}001", ON, "merged_before"),
        (HOME, ELSEWHERE, ON + timedelta(days=1), "merged_before"),
    ],
)
def test_after_a_merger_a_wrong_direction_is_refused(town: Town, old: str, new: str, on: date, code: str) -> None:
    del town
    merged()
    with pytest.raises(Refused) as refusal:
        merged(old, new, on=on)
    assert refusal.value.code == code


def test_posts_on_homes_go_over_with_them_and_keep_their_people(homes: Homes, resident: Someone) -> None:
    lead = found_post(homes.building, "building_lead", street=STREET)
    secretary = found_post(homes.community, "secretary", street=STREET)
    for post in (lead, secretary):
        appoint(resident.account, to=post, since=SINCE)
    assert merged().counts["post"] > 1
    connection.check_constraints()
    lead.refresh_from_db()
    assert (lead.place, lead.building) == (ELSEWHERE, homes.building)
    assert [seat.role for seat in resident.person.seats] == ["building_lead"]


@pytest.mark.usefixtures("town")
def test_where_nobody_would_take_over_nothing_is_merged() -> None:
    Post.objects.filter(place=ELSEWHERE, role="desk").delete()
    with pytest.raises(Refused, match="no_desk"):
        merged()
    assert Region.objects.by_code(HOME).is_open


def test_a_vacant_desk_is_named(town: Town, other_desk: Someone) -> None:
    assert merged(dry_run=True).vacant == ""
    Tenure.objects.filter(account=other_desk.account).delete()
    assert merged(dry_run=True).vacant == town.street.desk(ELSEWHERE).title
