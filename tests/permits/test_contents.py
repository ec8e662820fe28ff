"""What stands in which answer, for every route, role and language: nobody is shown, told the number of, or handed a
file with what they may not reach.

`SNAPSHOT=write` in the environment writes `contents.txt` anew; then read what changed. Whatever the snapshot says, the
tables in `marks.py` hold.
"""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from collections import defaultdict
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from linli.papers.declared import paper_named
from linli.papers.printing import print_out
from linli.people.models import Account
from linli.people.serving.opening import open_street
from tests.permits import test_matrix as matrix
from tests.permits.marks import Marks, marked, may_read, numbers, readable
from tests.sheets import with_receipt
from tests.town import ELSEWHERE, HOME, STREET

if TYPE_CHECKING:
    from tests.permits.test_matrix import Addresses
    from tests.town import MakeSomeone, Someone

pytestmark = pytest.mark.django_db

SNAPSHOT = Path(__file__).with_name("contents.txt")
ANOTHER_STREET = "620102001"

Answers = dict[tuple[str, str], dict[str, set[tuple[str, str]]]]
"""(route, word) → role → what was found there, in either language."""


@pytest.fixture
def marks(
    resident: Someone,
    someone: MakeSomeone,
    desk: Someone,
    other_desk: Someone,
    helper: Someone,
    liaison: Someone,
) -> Marks:
    """The cases; with whoever speaks for a team, so that there is one."""
    del liaison
    neighbour = someone("neighbour", name="龚明霞", phone="13900010077")
    marks = marked(resident.person, neighbour.person, desk.person, other_desk.person, helper.person)
    print_out(paper_named("wish_answer"), marks.cases["closed"], by=desk.person, at=timezone.now())
    return marks


@pytest.fixture
def browsers(
    marks: Marks,
    someone: MakeSomeone,
    resident: Someone,
    helper: Someone,
    liaison: Someone,
    grid_worker: Someone,
    desk: Someone,
    other_desk: Someone,
    street_leader: Someone,
    auditor: Someone,
    supervisor: Someone,
    system_admin: Someone,
    security_admin: Someone,
) -> dict[str, Client]:
    """Everybody's browser, and that of the leader of another street."""
    far = open_street(ANOTHER_STREET, grids=1)
    signed_in = {
        "resident": resident,
        "helper": helper,
        "liaison": liaison,
        "grid": grid_worker,
        "desk": desk,
        "other desk": other_desk,
        "street": street_leader,
        "auditor": auditor,
        "supervisor": supervisor,
        "system": system_admin,
        "security": security_admin,
        "far street": someone("far-street", name="景怀玉", posts=(far.head,)),
    }
    return {
        "anonymous": Client(),
        "code": with_receipt(*(marks.cases[state] for state in matrix.STATES)),
        **{role: one.sign_in(Client()) for role, one in signed_in.items()},
    }


def read_by(marks: Marks, client: Client, name: str, url: str) -> set[tuple[str, str]]:
    """What is found at an address in both languages."""
    found: set[tuple[str, str]] = set()
    for language in matrix.LANGUAGES:
        client.cookies["django_language"] = language
        answer = client.post(url, {"language": language}) if name in matrix.POSTED else client.get(url)
        found |= marks.in_answer(answer)
    return found


def all_answers(marks: Marks, browsers: dict[str, Client]) -> Answers:
    found: Answers = defaultdict(dict)
    for name, what in sorted(addresses(marks).items()):
        for word, url in what:
            for role, client in browsers.items():
                found[name, word][role] = read_by(marks, client, name, url)
    return found


def addresses(marks: Marks) -> Addresses:
    return matrix.addresses(marks.cases)


def lines(answers: Answers) -> list[str]:
    """The snapshot: for each address, who reads what; those who read the same stand together."""
    told = ["# Whose texts stand in which answer, in either language. 'case' says only that it is there."]
    for (name, word), by_role in answers.items():
        together: dict[str, list[str]] = defaultdict(list)
        for role, found in by_role.items():
            if found:
                together[_listed(found)].append(role)
        if together:
            told.append(f"{name} {word}".strip())
            told += [f"    {', '.join(roles)}: {what}" for what, roles in together.items()]
    return told


def _listed(found: set[tuple[str, str]]) -> str:
    by_case: dict[str, list[str]] = defaultdict(list)
    for case, kind in sorted(found):
        by_case[case].append(kind)
    return "; ".join(f"{case} ({' '.join(kinds)})" for case, kinds in by_case.items())


def test_every_route_has_an_address_here(marks: Marks) -> None:
    assert set(matrix.routes(get_resolver().url_patterns)) == set(addresses(marks))


def test_nobody_reads_what_is_not_theirs_and_what_stands_where_is_as_agreed(
    marks: Marks, browsers: dict[str, Client]
) -> None:
    answers = all_answers(marks, browsers)
    beyond = {
        (f"{name} {word}", role, *what)
        for (name, word), by_role in answers.items()
        for role, found in by_role.items()
        for what in found
        if not may_read(role, *what)
    }
    assert beyond == set()
    found = "\n".join(lines(answers)) + "\n"
    if os.environ.get("SNAPSHOT") == "write":
        SNAPSHOT.write_text(found, encoding="utf-8")
    assert found == SNAPSHOT.read_text(encoding="utf-8")


def test_the_marks_are_found_where_they_must_be(marks: Marks, browsers: dict[str, Client]) -> None:
    """Else a page that shows nothing at all would pass for a discreet one."""
    for case in ("check", "more", "claimed", "done", "closed", "called"):
        seen = {kind for word, kind in read_by(marks, browsers["desk"], "case", marks.cases[case].url) if word == case}
        planted = {kind for word, kind in marks.kinds.values() if word == case}
        assert planted - seen <= {"phone", "name"}, case


def test_an_answer_is_read_whole(marks: Marks, browsers: dict[str, Client]) -> None:
    """Workbooks are unpacked, entities resolved, heads and cookies looked at."""
    exported = {form: readable(browsers["desk"].get(url)) for form, url in addresses(marks)["desk_export"]}
    assert marks.of("published", "public") in exported["xlsx"]
    assert marks.of("published", "public") in exported["csv"]
    assert "Content-Disposition" in exported["csv"]


def test_nobody_s_name_number_or_key_stands_in_anything_of_others(marks: Marks, browsers: dict[str, Client]) -> None:
    """Accounts are shown by a masked name; whole names, phone numbers and keys are read by nobody else."""
    known = {account.username: account for account in Account.objects.all()}
    own = {"far street": "far-street", "other desk": "other-desk"}
    beyond = set()
    for name, what in addresses(marks).items():
        for word, url in what:
            for role, client in browsers.items():
                text = readable(client.get(url))
                beyond |= {
                    (f"{name} {word}", role, of)
                    for of, account in known.items()
                    if of != own.get(role, role)
                    for secret in (account.name, account.phone, *_keys(account, name))
                    if secret in text
                }
    assert beyond == set()


def _keys(account: Account, route: str) -> tuple[str, ...]:
    """The key as it might be written; the office's addresses name an account by it and the sign-in page repeats them."""
    return () if route.startswith("office") else (str(account.id), account.id.hex)


OPEN = {"check", "more", "published", "claimed", "done", "the grid", "invited", "by receipt", "elsewhere"}
AT_HOME = {*matrix.STATES, "the grid", "invited", "called", "by receipt"}
COUNTED = {
    "grid": {"the grid"},
    "desk": AT_HOME,
    "other desk": {"elsewhere"},
    "street": {*AT_HOME, "elsewhere"},
    "auditor": {*AT_HOME, "elsewhere"},
    "far street": set(),
}
"""Which cases the lists of work may count, for whoever has one: written by hand."""


def counted(html: str) -> int:
    """The number below a list."""
    (found,) = re.findall(r'<nav class="pager"[^>]*>\s*<p>\D*(\d+)', html)
    return int(found)


@pytest.mark.parametrize("role", COUNTED)
def test_lists_and_files_count_what_one_may_reach(marks: Marks, browsers: dict[str, Client], role: str) -> None:
    client = browsers[role]
    page = client.get("/desk/").content.decode()
    file = client.get("/desk/export.csv") if "export.csv" in page else client.get(_export(page))
    rows = list(csv.reader(io.StringIO(readable(file).split("Content-Type")[0].lstrip("\ufeff").strip())))
    expected = COUNTED[role] & OPEN
    if not expected:
        assert "pager" not in page or counted(page) == 0
        return
    assert counted(page) == len(expected)
    assert len(rows) - 1 == len(expected)
    assert {word for word in marks.cases if marks.cases[word].label in page} == expected


def _export(page: str) -> str:
    found = re.search(r'href="([^"]*csv[^"]*)"', page)
    return unescape(found[1]) if found else "/desk/"


@pytest.mark.parametrize("role", ["street", "auditor", "far street"])
def test_every_number_of_the_street_counts_what_its_list_shows(
    marks: Marks, browsers: dict[str, Client], role: str
) -> None:
    client = browsers[role]
    found = list(numbers(client.get("/street/").content.decode()))
    assert found or role == "far street"
    for number, address in found:
        page = client.get(address).content.decode()
        shown = {word for word, case in marks.cases.items() if case.label in page}
        assert number == len(shown), address
        assert shown <= COUNTED[role], address


@pytest.mark.parametrize("place", [HOME, ELSEWHERE, STREET])
def test_the_wall_counts_what_is_published_and_free(marks: Marks, browsers: dict[str, Client], place: str) -> None:
    # Published to its own community, so the street's wall does not show it.
    expected = {"published"} if place == HOME else set()
    for role, client in browsers.items():
        page = client.get(f"/wall/{place}/").content.decode()
        assert {word for word in marks.cases if str(marks.cases[word].id) in page} == expected, role
        assert "pager" not in page or counted(page) == len(expected), role


def test_what_would_leak_would_be_found(marks: Marks) -> None:
    """The reader of answers and the tables, on an answer made up here."""
    words, phone = marks.of("check", "words"), marks.of("more", "phone")
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", f"<t>{words}</t>")
    answers = (
        HttpResponse(f"<p>&#{ord(words[0])};{words[1:]}</p>"),
        HttpResponse(book.getvalue()),
        HttpResponse(headers={"Location": f"/x?{words}"}),
        StreamingHttpResponse([words.encode()[:9], words.encode()[9:]]),
    )
    for answer in answers:
        assert ("check", "words") in marks.in_answer(answer)
    assert marks.in_answer(HttpResponse(phone)) == {("more", "phone")}
    assert marks.in_answer(HttpResponse("nothing")) == set()
    assert not any(
        may_read(role, "check", "words") for role in ("anonymous", "helper", "street", "auditor", "far street")
    )
    assert may_read("desk", "check", "words")
