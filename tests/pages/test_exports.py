"""A list leaves as a file: the same cases as on the page, and nobody in it."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.cases.reading import exports
from tests.lives import PUBLIC_TEXT, WORDS, publish, raised, step
from tests.sheets import said
from tests.town import ELSEWHERE

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

    from tests.town import Someone

pytestmark = pytest.mark.django_db

PHONE = "13812347392"
NAME = "欧阳小雨"


def text_of(response: Response) -> str:
    """Everything that a file says, whatever its format."""
    if "csv" in response["Content-Type"]:
        return response.content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(response.content)) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml"))


def got(one: Someone, form: str, query: str = "") -> Response:
    return one.sign_in(Client()).get(reverse("desk_export", args=[form]) + query)


@pytest.mark.parametrize("form", list(exports.FORMATS))
@pytest.mark.parametrize("role", ["desk", "street_leader", "auditor", "grid_worker"])
def test_no_export_holds_who_asked_or_what_they_wrote(
    form: str, role: str, request: pytest.FixtureRequest, resident: Someone, desk: Someone
) -> None:
    hidden = raised(resident.person, name=NAME, phone=PHONE, place=f"{desk.person.seats[0].code}001")
    shown = publish(raised(resident.person, name=NAME, phone=PHONE), desk.person)
    answer = got(request.getfixturevalue(role), form)
    assert answer.status_code == 200
    told = text_of(answer)
    assert hidden.label in told
    assert (PUBLIC_TEXT in told) == (role != "grid_worker")
    assert (shown.label in told) == (role != "grid_worker")
    for word in (WORDS, NAME, PHONE, PHONE[-4:], "欧阳", str(resident.account.pk)):
        assert word not in told


def test_the_file_is_the_list_with_its_filters(resident: Someone, desk: Someone, street_leader: Someone) -> None:
    waiting = raised(resident.person)
    public = publish(raised(resident.person), desk.person)
    next_door = raised(resident.person, place=ELSEWHERE)

    def labels(one: Someone, query: str = "") -> set[str]:
        return {row[0] for row in list(csv.reader(io.StringIO(text_of(got(one, "csv", query)))))[1:]}

    assert labels(desk) == {waiting.label, public.label}
    assert labels(desk, "?state=check") == {waiting.label}
    assert labels(desk, f"?community={ELSEWHERE}") == {waiting.label, public.label}  # not theirs to choose
    assert labels(street_leader) == {waiting.label, public.label, next_door.label}
    assert labels(street_leader, f"?community={ELSEWHERE}") == {next_door.label}
    page = said(desk.sign_in(Client()).get(f"{reverse('desk')}?state=check"))
    assert "/desk/list.xlsx?state=check" in page


def test_words_that_would_run_are_cells_of_text(resident: Someone, desk: Someone) -> None:
    case = raised(resident.person)
    step("publish", case, desk.person, public_text='=HYPERLINK("http://x")', scope="community", checked=True)
    assert "'=HYPERLINK" in text_of(got(desk, "csv"))
    assert "<f>" not in text_of(got(desk, "xlsx"))


def test_an_export_asks_no_more_for_many_than_for_few(resident: Someone, desk: Someone) -> None:
    def asked() -> int:
        client = desk.sign_in(Client())
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("desk_export", args=["csv"])).status_code == 200
        return len(captured.captured_queries)

    publish(raised(resident.person), desk.person)
    few = asked()
    for _each in range(5):
        publish(raised(resident.person), desk.person)
    assert asked() <= few <= 6


def test_a_list_that_is_too_long_is_refused_in_words(
    resident: Someone, desk: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST", 1)
    raised(resident.person)
    raised(resident.person)
    answer = got(desk, "xlsx")
    assert answer.status_code == 409
    assert "一次最多导出 1 件" in said(answer)
    assert "先按社区或状态筛选" in said(answer)


def test_who_has_no_desk_has_no_export(resident: Someone, client: Client) -> None:
    assert got(resident, "csv").status_code == 403
    assert client.get(reverse("desk_export", args=["csv"])).status_code == 302
    assert client.get("/desk/list.pdf").status_code == 404
