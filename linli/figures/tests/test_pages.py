"""Pages of figures: of one's own places, each number opens exactly what it counts; in public nothing small."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.figures import public
from linli.ledger import counting, figures
from linli.ledger.days import end_of
from linli.ledger.figures import Figure
from linli.ledger.summing import Period
from linli.ledger.tallies import Reader
from linli.places.models import Region
from linli.places.naming import communities_of
from tests.lives import brought_to, claim, publish, raised
from tests.sheets import said
from tests.town import ELSEWHERE, HOME, STREET

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db

LINK = re.compile(r'href="(/figures/records/\?[^"]+)"[^>]*><span class="hidden">[^<]*</span>(\d+)')
LAST_MONTH = timezone.localdate().replace(day=1) - timedelta(days=1)


@pytest.fixture
def lives(resident: Someone, desk: Someone, helper: Someone, liaison: Someone) -> None:
    """Wishes in every state, some claimed for a team, some next door."""
    for state in ("check", "more", "published", "claimed", "done", "closed", "closed", "refused", "withdrawn"):
        brought_to(state, wisher=resident.person, desk=desk.person, helper=helper.person)
    team = f"team:{liaison.person.seats[0].organisation_id}"
    for _each in range(2):
        claim(publish(raised(resident.person, kind="thing"), desk.person, scope="street"), liaison.person, way=team)
    raised(resident.person, place=ELSEWHERE)
    counting.catch_up([STREET])


def opened(client: Client, url: str) -> Response:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer


def total(answer: Response) -> int:
    (found,) = re.findall(r"共 (\d+) 件", said(answer))
    return int(found)


@pytest.mark.parametrize("role", ["desk", "street_leader", "auditor"])
@pytest.mark.usefixtures("lives")
def test_each_number_opens_exactly_the_cases_that_it_counts(role: str, request: pytest.FixtureRequest) -> None:
    someone: Someone = request.getfixturevalue(role)
    client = someone.sign_in(Client())
    page = opened(client, reverse("figures"))
    links = LINK.findall(page.content.decode())
    assert len(links) >= 20
    for url, value in links:
        assert total(opened(client, unescape(url))) == int(value), url
    names = {re.search(r"figure=([\w.]+)", url)[1] for url, _value in links}  # type: ignore[index]
    assert {"wishes.raised", "wishes.claimed", "cases.solved", "cases.closed"} <= names
    assert any("split=" in url for url, _value in links)


@pytest.mark.usefixtures("lives")
def test_a_desk_reads_its_own_place_and_no_other(desk: Someone, other_desk: Someone) -> None:
    for someone, raised_here in ((desk, 11), (other_desk, 1)):
        client = someone.sign_in(Client())
        for place in ("", STREET, HOME, ELSEWHERE):
            url = f"{reverse('figure_records')}?figure=wishes.raised&place={place}"
            assert total(opened(client, url)) == raised_here


@pytest.mark.usefixtures("lives")
def test_a_street_leader_chooses_a_community(street_leader: Someone) -> None:
    client = street_leader.sign_in(Client())
    found = {
        place: total(opened(client, f"{reverse('figure_records')}?figure=wishes.raised&place={place}"))
        for place in (STREET, HOME, ELSEWHERE)
    }
    assert found == {STREET: 12, HOME: 11, ELSEWHERE: 1}


@pytest.mark.usefixtures("lives")
def test_who_has_no_place_reads_none(resident: Someone, grid_worker: Someone) -> None:
    for someone in (resident, grid_worker):
        client = someone.sign_in(Client())
        for name in ("figures", "figure_records"):
            assert client.get(reverse(name), {"figure": "wishes.raised"}).status_code == 403


def test_what_is_no_figure_is_not_found(desk: Someone) -> None:
    client = desk.sign_in(Client())
    for name in ("", "wishes.none", "cases.solved_rate"):
        assert client.get(reverse("figure_records"), {"figure": name}).status_code == 404
    odd = {"figure": "wishes.raised", "split": "kind=' OR 1=1"}
    assert client.get(reverse("figure_records"), odd).status_code == 200


@pytest.mark.parametrize("days", [("2026-02-30", "2026-03-01"), ("2026-03-02", "2026-03-01"), ("", "2026-03-01")])
def test_days_that_are_none_are_said_and_this_month_is_shown(desk: Someone, days: tuple[str, str]) -> None:
    page = desk.sign_in(Client()).get(reverse("figures"), {"from": days[0], "to": days[1]})
    assert page.status_code == 200
    assert "本月" in said(page)
    assert 'role="alert"' in said(page)


def test_a_place_is_compared_with_its_own_past_of_as_many_days(desk: Someone, resident: Someone) -> None:
    today = timezone.localdate()
    for days_ago in (0, 1, 2, 3, 3):
        raised(resident.person, at=end_of(today - timedelta(days=days_ago)) - timedelta(hours=1))
    counting.catch_up([STREET])
    since = (today - timedelta(days=1)).isoformat()
    page = said(desk.sign_in(Client()).get(reverse("figures"), {"from": since, "to": today.isoformat()}))
    row = page[page.index("说出的心愿<") :].partition("</tr>")[0]
    assert re.findall(r">(\d+) 件</a>|前一段\"><span>(\d+)<", row) == [("2", ""), ("", "3")]
    assert "少 1" in row


@pytest.mark.usefixtures("lives")
def test_while_everything_is_counted_anew_pages_say_so(desk: Someone) -> None:
    Reader.objects.update(vocabulary="")
    for client, url in (
        (desk.sign_in(Client()), reverse("figures")),
        (Client(), reverse("public_figures", args=[STREET])),
    ):
        assert "正在重新计数" in said(client.get(url))


@pytest.mark.usefixtures("lives")
def test_the_page_costs_the_same_however_much_was_counted(street_leader: Someone, resident: Someone) -> None:
    client = street_leader.sign_in(Client())

    def cost() -> int:
        client.get(reverse("figures"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("figures"))
        return len(asked.captured_queries)

    few = cost()
    for _each in range(10):
        raised(resident.person)
    counting.catch_up([STREET])
    assert cost() == few <= 10


class TestPublic:
    """The page for everybody."""

    def month(self, wisher: Someone, desk: Someone, counts: dict[str, int], kind: str = "thing") -> None:
        """Let so many wishes be raised in each community last month."""
        del desk
        when = end_of(LAST_MONTH) - timedelta(hours=12)
        for place, number in counts.items():
            for _each in range(number):
                raised(wisher.person, at=when, place=place, kind=kind)
        counting.catch_up([STREET])

    def page(self, place: str = STREET) -> str:
        answer = Client().get(reverse("public_figures", args=[place]))
        assert answer.status_code == 200
        return said(answer)

    def row(self, page: str, name: str) -> str:
        (found,) = [row for row in page.split("<tr>") if row.lstrip().startswith('<th scope="row">') and name in row]
        return re.sub(r"<[^>]+>", " ", found.partition("</tr>")[0])

    def test_small_counts_and_a_total_that_would_give_one_away_are_hidden(
        self, town: Town, resident: Someone, desk: Someone
    ) -> None:
        self.month(resident, desk, {HOME: 7, ELSEWHERE: 3})
        page = self.page()
        assert re.findall(r"\d+", self.row(page, town.home.short_name))[0] == "7"
        assert "少于5" in self.row(page, town.elsewhere.short_name)
        assert "至少7" in self.row(page, "全街道")
        assert ">3<" not in page
        assert ">10<" not in page

    def test_a_total_that_tells_nothing_is_told(self, town: Town, resident: Someone, desk: Someone) -> None:
        del town
        others = [code for code, _name in communities_of(STREET) if code not in (HOME, ELSEWHERE)]
        self.month(resident, desk, {HOME: 7, ELSEWHERE: 2, **dict.fromkeys(others[:3], 2)})
        assert re.findall(r"\d+", self.row(self.page(), "全街道"))[0] == "15"

    def test_a_community_s_page_shows_the_same_cells(self, town: Town, resident: Someone, desk: Someone) -> None:
        self.month(resident, desk, {HOME: 7, ELSEWHERE: 3})
        assert "全街道" not in self.page(HOME)
        for place, region in ((HOME, town.home), (ELSEWHERE, town.elsewhere)):
            assert (
                self.row(self.page(place), region.short_name).split()
                == self.row(self.page(), region.short_name).split()
            )

    def test_nobody_can_ask_for_days_or_for_a_month_that_is_not_over(
        self, town: Town, resident: Someone, desk: Someone
    ) -> None:
        self.month(resident, desk, {HOME: 7})
        for query in ("from=2026-01-01&to=2026-01-02", f"month={timezone.localdate().isoformat()[:7]}", "month=x"):
            answer = Client().get(f"{reverse('public_figures', args=[STREET])}?{query}")
            assert said(answer).partition("<main")[2] == self.page().partition("<main")[2]
        assert town.home.short_name in self.page()

    def test_only_what_happened_and_is_declared_public_is_told(self) -> None:
        told = [each for each in figures.declared() if each.public]
        assert {each.name for each in told} == {
            "wishes.raised",
            "wishes.published",
            "wishes.claimed",
            "wishes.fulfilled",
            "cases.responded_rate",
            "cases.solved_rate",
            "cases.satisfied_rate",
        }
        assert not [each for each in told if isinstance(each, Figure) and each.is_standing]

    def test_a_rate_is_told_only_where_nothing_small_can_be_made_of_it(
        self, resident: Someone, desk: Someone, helper: Someone, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        del helper
        self.month(resident, desk, {HOME: 7})
        page = self.page()
        assert page.count("数字太小，不公开") == 3
        from linli.ledger.summing import Number

        solved = figures.named("cases.solved_rate")
        for above, below, shown in ((30, 40, True), (38, 40, False), (4, 40, False), (0, 0, False)):
            number = Number(solved, above / below if below else None, numerator=above, denominator=below)
            assert bool(public._rate(number)["value"]) == shown  # noqa: SLF001 - the rule itself
        rated = figures.named("cases.satisfied_rate")
        for missing, shown in ((5, True), (4, False)):
            number = Number(rated, 0.5, numerator=10, denominator=20, missing=missing)
            assert bool(public._rate(number)["value"]) == shown  # noqa: SLF001 - the same
        monkeypatch.undo()

    def test_a_community_that_was_merged_is_counted_with_its_successor(
        self, town: Town, resident: Someone, desk: Someone
    ) -> None:
        self.month(resident, desk, {HOME: 7, ELSEWHERE: 6})
        Region.objects.filter(code=HOME).update(valid_to=date(2026, 6, 1), successor=ELSEWHERE)
        page = self.page()
        assert re.findall(r"\d+", self.row(page, town.elsewhere.short_name))[0] == "13"
        assert town.home.short_name not in page
        led = Client().get(reverse("public_figures", args=[HOME]))
        assert led.headers["Location"] == reverse("public_figures", args=[ELSEWHERE])

    def test_places_that_are_not_open_have_no_public_figures(self, town: Town) -> None:
        del town
        for place in ("x", "620103", "150102005", f"{HOME}001", "620103001999"):
            assert Client().get(reverse("public_figures", args=[place])).status_code == 404


def test_a_table_holds_each_count_once(town: Town, resident: Someone) -> None:
    del town
    when = end_of(LAST_MONTH) - timedelta(hours=12)
    for _each in range(6):
        raised(resident.person, at=when)
    counting.catch_up([STREET])
    month = Period(LAST_MONTH.replace(day=1), LAST_MONTH)
    table = public.table_of(STREET, month)
    column = table.columns["wishes.raised"]
    assert [value for value in column.parts if value] == [6]
    assert len(column.parts) == len(communities_of(STREET))
