"""A form with every kind of question: on screens, at once, in a row, on paper; what is kept, and for whom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases.models import Case
from linli.cli.command import main
from linli.forms import columns
from linli.forms.fields import Field, Form, OnlyIf
from linli.kit.spreadsheets import read_spreadsheet
from linli.ledger.events import facts_of
from linli.ledger.models import Event, Text
from linli.people.models import Organisation
from linli.places.models import Building, Estate
from tests.probe_capability import visits
from tests.sheets import hidden, opened, said, send
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from tests.town import Someone

pytestmark = pytest.mark.django_db
HERE = {"street": STREET, "place": HOME}
TYPED = {
    "kind": "out",
    "day": "2026年6月1日",
    "people": "3",
    "where": ["road", "yard"],
    "building": "春柳小区三栋",
    "parts-0-what": "yard",
    "parts-0-who": "欧阳小雨",
    "parts-0-cost": "12.5",
    "parts-2-what": "road",
    "host_phone": "138 1234 7392",
    "safe": "1",
}


@pytest.fixture
def building() -> Building:
    estate = Estate.objects.create(**HERE, name="春柳小区", mode="hybrid")
    return Building.objects.create(**HERE, name="3号楼", estate=estate)


def begin(one: Someone, **typed: Any) -> Response:
    return send(one.sign_in(Client()), reverse("begin", args=["visit", HOME]), **typed)


def kept(case: Case) -> tuple[dict[str, Any], dict[str, str]]:
    """The facts of its answers, and the texts beside them."""
    event = Event.objects.get(street=case.street, stream=case.id, number=1)
    texts = Text.objects.filter(street=case.street, stream=case.id)
    return facts_of(event)["answers"], {text.field: text.sealed.partition(":")[2] for text in texts}


def test_each_answer_is_kept_in_one_form_and_private_ones_beside_the_event(
    desk: Someone, liaison: Someone, building: Building
) -> None:
    organisation = Organisation.objects.get()
    assert liaison
    assert begin(desk, **TYPED, with_whom=str(organisation.id)).status_code == 302
    facts, texts = kept(Case.objects.get(flow="visit/1"))
    assert facts == {
        "kind": "out",
        "day": "2026-06-01",
        "people": 3,
        "where": ["yard", "road"],
        "rooms": "",
        "building": f"{STREET}/{building.id}",
        "with_whom": str(organisation.id),
        "safe": True,
    }
    assert json.loads(texts["parts"]) == [
        {"what": "yard", "who": "欧阳小雨", "cost": "12.50"},
        {"what": "road", "who": "", "cost": ""},
    ]
    assert texts["host_phone"] == "13812347392"
    assert main(["verify"]) == 0


@pytest.mark.usefixtures("building")
def test_names_within_a_table_are_masked_like_any_other(desk: Someone) -> None:
    begin(desk, **TYPED)
    page = said(desk.sign_in(Client()).get(Case.objects.get(flow="visit/1").url))
    assert "12.50 yuan" in page
    assert "欧阳小雨" not in page
    assert "138****7392" in page


def test_what_is_wrong_is_said_beside_its_input_and_all_that_was_typed_stays(desk: Someone) -> None:
    wrong = TYPED | {"day": "2026-13-01", "people": "100", "building": "没有的楼9栋", "parts-0-cost": "viel"}
    answer = begin(desk, **wrong)
    assert answer.status_code == 422
    page = said(answer)
    for words in ("日期看不明白", "不能大于 99", "没有找到这栋楼", "小数最多 2 位"):
        assert words in page
    for text in ("2026-13-01", 'value="100"', "没有的楼9栋", "viel", "欧阳小雨"):
        assert text in page
    assert not Case.objects.exists()


def test_an_unclear_building_is_answered_with_those_it_may_be(desk: Someone, building: Building) -> None:
    other = Estate.objects.create(**HERE, name="秋柳小区", mode="hybrid")
    Building.objects.create(**HERE, name="3号楼", estate=other)
    page = said(begin(desk, **TYPED | {"building": "3号楼"}))
    assert "春柳小区3号楼" in page
    assert "秋柳小区3号楼" in page
    assert building


def test_a_question_that_is_not_asked_keeps_no_answer(desk: Someone) -> None:
    begin(desk, **TYPED | {"kind": "home", "rooms": "2", "building": ""})
    facts, _texts = kept(Case.objects.get(flow="visit/1"))
    assert (facts["where"], facts["rooms"]) == ([], 2)


def test_a_resident_is_asked_one_thing_after_the_other_and_not_what_does_not_apply(resident: Someone) -> None:
    client, url = resident.sign_in(Client()), reverse("begin", args=["visit", HOME])
    sent: dict[str, Any] = opened(client, url)
    asked = []
    answers = {"kind": "home", "day": "2026-06-01", "people": "2"}
    for _screen in range(12):
        answer = client.post(url, sent | answers)
        if answer.status_code != 200:
            break
        marks = hidden(said(answer))
        asked.append(marks["screen"])
        sent = {name: value for name, value in marks.items() if name != "csrfmiddlewaretoken"}
    assert asked == ["1", "3", "4", "5", "6", "7", "8"]  # screen 2 asks where outdoors
    assert answer.status_code == 302
    facts, _texts = kept(Case.objects.get(flow="visit/1"))
    assert (facts["kind"], facts["people"]) == ("home", 2)


def test_more_rows_are_shown_before_anything_is_sent(desk: Someone) -> None:
    client, url = desk.sign_in(Client()), reverse("begin", args=["visit", HOME])
    answer = client.post(url, opened(client, url) | TYPED | {"more": "parts"})
    assert answer.status_code == 200
    assert "parts-2-what" in said(answer)
    assert "欧阳小雨" in said(answer)
    assert not Case.objects.exists()


def test_a_form_that_changed_meanwhile_is_shown_anew_with_all_that_was_typed(
    desk: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, url = desk.sign_in(Client()), reverse("begin", args=["visit", HOME])
    marks = opened(client, url)
    fewer = Form(tuple(asked for asked in visits.ASKED.fields if asked.name != "host_phone"))
    monkeypatch.setattr(visits.BEGINNING.__class__, "screens", lambda *_of: (fewer,))
    answer = client.post(url, marks | TYPED)
    assert answer.status_code == 422
    page = said(answer)
    assert "这张表改过了" in page
    assert "138 1234 7392" in page  # no longer asked, not lost
    assert "欧阳小雨" in page
    assert not Case.objects.exists()
    again = client.post(url, {**TYPED, **{name: hidden(page)[name] for name in ("token", "screen")}, "building": ""})
    assert again.status_code == 302


def test_an_unknown_matter_is_begun_nowhere(desk: Someone) -> None:
    client = desk.sign_in(Client())
    for name, args in (
        ("begin", ["nothing", HOME]),
        ("form_on_paper", ["nothing"]),
        ("form_file", ["nothing", "json"]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404


def test_the_schema_tells_programs_what_the_page_asks() -> None:
    schema = Client().get(reverse("form_file", args=["visit", "json"])).json()
    assert schema["required"] == ["kind", "day", "people"]
    told = schema["properties"]
    assert told["day"] == {"title": "Which day?", "type": "string", "format": "date", "examples": ["2026-6-1"]}
    assert told["people"]["maximum"] == 99
    assert told["where"]["x-only-if"] == {"kind": ["out"]}
    assert told["parts"]["items"]["properties"]["what"]["enum"] == ["yard", "road"]


def test_a_row_of_the_blank_table_is_what_the_page_would_have_sent() -> None:
    content = Client().get(reverse("form_file", args=["visit", "xlsx"])).content
    rows = [cells for _line, cells in read_spreadsheet(content, name="visit.xlsx").rows]
    found = columns.matched(visits.ASKED, rows[0])
    assert set(found) == {asked.name for asked in visits.ASKED.fields} - {"parts"}
    cells = dict(zip(rows[0], rows[1], strict=True)) | {
        "Which kind": "Outdoors",
        "Where": "Road、Yard",
        "It is safe": "否",
    }
    typed = columns.typed_row(visits.ASKED, [cells[header] for header in rows[0]], found)
    checked = visits.ASKED.check(typed)
    assert checked.errors == {}
    values = checked.values
    assert (values["kind"], values["day"], values["where"], values["safe"]) == (
        "out",
        "2026-06-01",
        ["yard", "road"],
        False,
    )


def test_columns_are_found_by_what_people_call_them() -> None:
    form = Form((Field("name", "怎么称呼？", kind="name", private=True), Field("day", "哪天？", kind="date")))
    assert columns.matched(form, ["序号", "怎么称呼（必填）", "是哪天"]) == {"name": 1, "day": 2}


def test_the_paper_shows_every_question_and_its_choices() -> None:
    page = said(Client().get(reverse("form_on_paper", args=["visit"])))
    for words in ("Which kind?", "☐ At home", "Whose?", "填表人"):
        assert words in page


@pytest.mark.parametrize("value", ["out", ["out", "x"], True])
def test_a_condition_holds_for_a_code_a_list_and_a_tick(value: Any) -> None:
    assert OnlyIf("it", frozenset({"out", "1"})).holds({"it": value})
    assert not OnlyIf("it", frozenset({"other"})).holds({"it": value})
