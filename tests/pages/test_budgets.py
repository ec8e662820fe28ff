"""What a page or a step may cost: statements that reach the database, bytes that reach the person."""

from __future__ import annotations

import gzip
import re
import secrets
from datetime import timedelta
from functools import partial
from pathlib import Path
from string import ascii_letters
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.flows.doors import SYSTEM, take
from linli.flows.table import flow_named
from linli.people.person import visitor
from linli.wishes.raising import raise_wish
from tests.lives import PUBLIC_TEXT, WORDS, again, brought_to, claim, confirm, publish, raised
from tests.sheets import body
from tests.town import HOME, STREET

if TYPE_CHECKING:
    from collections.abc import Callable

    from linli.cases.models import Case
    from linli.people.person import Person
    from tests.town import Someone, Town

pytestmark = pytest.mark.django_db

RAISE, STEP, LIST = 12, 8, 6
BYTES = 60_000
FRAME = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b", re.IGNORECASE)
ANSWERS: dict[str, dict[str, Any]] = {
    "publish": {"public_text": PUBLIC_TEXT, "scope": "street", "checked": True},
    "ask": {"question": "几号楼？"},
    "answer": {"answer": "三号楼"},
    "refuse": {"reason": "works", "told": "请到窗口登记。"},
    "finish": {"note": "办好了"},
    "release": {"why": "没有时间"},
    "deny": {"missing": "灯不亮"},
    "hand_on": {"reason": "elsewhere"},
}
WISH = flow_named("wish/1")
LATER = timedelta(days=40)


def statements(act: Callable[[], object]) -> list[str]:
    """Give what ``act`` asks of the database, the frame of the transaction left out."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return [query["sql"] for query in captured.captured_queries if not FRAME.match(query["sql"])]


def token() -> str:
    return secrets.token_hex(16)


@pytest.mark.parametrize("who", ["self", "other", "nobody"])
def test_raising_costs_at_most_twelve_statements(resident: Someone, grid_worker: Someone, town: Town, who: str) -> None:
    by = {"self": resident.person, "other": grid_worker.person, "nobody": visitor()}[who]
    place = town.grid.code if who == "other" else HOME
    answers = {
        "words": WORDS,
        "kind": "service",
        "whom": "self" if who != "other" else "other",
        "name": "孟",
        "phone": "13812341234",
        "publish": True,
        "health": True,
        "child": "guardian",
        "tell": "" if who == "self" else "call",
    }
    sql = statements(partial(raise_wish, place=place, by=by, at=timezone.now(), token=token(), **answers))
    assert len(sql) <= RAISE, "\n".join(sql)


def rows() -> list[Any]:
    return [
        pytest.param(row, id=f"{row.verb}-{row.before[0]}-{row.after or 'stays'}") for row in WISH.steps if row.before
    ]


def actor(role: str, people: dict[str, Person], case: Case) -> Person:
    named = {"system": SYSTEM, "known": people["helper"], "invited": people["helper"], "holder": people["helper"]}
    return named.get(role) or (people["desk"] if role == "desk" else visitor({case.id: case.street}))


@pytest.mark.parametrize("row", rows())
def test_every_step_of_a_wish_costs_at_most_eight(row: Any, resident: Someone, desk: Someone, liaison: Someone) -> None:
    people = {"wisher": resident.person, "desk": desk.person, "helper": liaison.person}
    for state in row.before:
        case = stands_in(state, row.verb, people)
        answers = ANSWERS.get(row.verb, {})
        if row.verb in {"claim", "offer"}:
            answers = {"way" if row.verb == "claim" else "to": f"team:{people['helper'].seats[0].organisation_id}"}
        if row.verb.startswith("confirm"):
            answers = {"rating": "1" if row.when else "5", "comment": "谢谢", "call": "电话里说的"}
        for role in row.who:
            by = actor(role, people, case)
            case = stands_in(state, row.verb, people)
            if by is not SYSTEM and by.account_id is None:
                by = visitor({case.id: case.street})
            at = timezone.now() + (LATER if row.runs_out else timedelta())
            before = case.version
            sql = statements(
                partial(take, row.verb, case, by=by, at=at, version=case.version, token=token(), **answers)
            )
            assert again(case).version == before + 1
            assert len(sql) <= STEP, "\n".join([f"{state} {row.verb} by {role}: {len(sql)}", *sql])


def stands_in(state: str, verb: str, people: dict[str, Person]) -> Case:
    """Give a wish in ``state``; where an invitation matters, one that was denied once and offered again."""
    case = brought_to(
        "done" if verb in {"invite", "decline"} else state,
        wisher=people["wisher"],
        desk=people["desk"],
        helper=people["helper"],
    )
    if verb in {"invite", "decline"}:
        case = confirm(case, people["wisher"], "1")
        if verb == "decline":
            take("invite", case, by=SYSTEM, at=timezone.now())
        if state == "published":
            case = publish(case, people["desk"])
    return again(case)


def test_a_desk_of_fifty_cases_costs_at_most_six_session_and_person_included(
    resident: Someone, desk: Someone, street_leader: Someone
) -> None:
    for number in range(55):
        case = raised(resident.person)
        if number % 2:
            publish(case, desk.person)
    for who, address in ((desk, reverse("desk")), (street_leader, f"{reverse('desk')}?community={HOME}")):
        client = who.sign_in(Client())
        client.get(address)
        sql = statements(partial(client.get, address))
        assert body(client.get(address)).count("<tr") == 51
        assert len(sql) <= LIST, "\n".join(sql)


def test_lists_cost_the_same_however_long_they_are(resident: Someone, desk: Someone, helper: Someone) -> None:
    def cost() -> dict[str, int]:
        found = {}
        for name, who in (("mine", resident), ("claims", helper), ("home", resident), ("wall", None)):
            client = who.sign_in(Client()) if who else Client()
            address = reverse(name, args=[STREET]) if name == "wall" else reverse(name)
            client.get(address)
            found[name] = len(statements(partial(client.get, address)))
        return found

    claim(publish(raised(resident.person), desk.person, scope="street"), helper.person)
    publish(raised(resident.person), desk.person, scope="street")
    few = cost()
    for _ in range(2):
        claim(publish(raised(resident.person), desk.person, scope="street"), helper.person)
    for _ in range(20):
        publish(raised(resident.person), desk.person, scope="street")
    assert cost() == few
    assert few["wall"] <= 4
    assert max(few.values()) <= 12


def test_a_case_costs_the_same_however_long_its_history_is(resident: Someone, desk: Someone, helper: Someone) -> None:
    case = publish(raised(resident.person), desk.person)
    client = desk.sign_in(Client())

    def cost() -> int:
        client.get(case.url)
        return len(statements(partial(client.get, case.url)))

    few = cost()
    for _ in range(4):
        take("release", claim(case, helper.person), by=helper.person, at=timezone.now(), why="没有时间")
    assert cost() <= few
    assert few <= 12


def test_the_wall_weighs_at_most_sixty_kilobytes_with_everything_that_it_loads(
    resident: Someone, desk: Someone
) -> None:
    for number in range(30):
        case = raised(resident.person)
        noise = "".join(secrets.choice(ascii_letters) for _sign in range(80))
        words = f"第{number}户：{noise}，{PUBLIC_TEXT}"
        take("publish", case, by=desk.person, at=timezone.now(), public_text=words, scope="street", checked=True)
    page = Client().get(reverse("wall", args=[STREET]))
    assert body(page).count("<article") == 24
    loaded = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', body(page)))
    assert any(name.endswith(".css") for name in loaded)
    files = [Path(settings.STATIC_ROOT) / name.removeprefix("/static/") for name in loaded]
    weights = [len(gzip.compress(content, 6)) for content in (page.content, *(each.read_bytes() for each in files))]
    assert sum(weights) <= BYTES, weights
