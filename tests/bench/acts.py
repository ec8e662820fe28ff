"""The five requests that are measured, as a browser sends them, and what their floor must read and write."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.cases.models import Assignment, Case, Consent, Participant
from linli.flows import tokens
from linli.flows.models import Submission
from linli.ledger.models import Event, Receipt, Text
from linli.people.person import Person, person_from
from linli.people.signing_in.sessions import row_key
from linli.wishes.publishing import PUBLIC as PUBLIC_FORM
from linli.wishes.raising import FOR_OTHERS
from tests.bench.floor import Plan
from tests.bench.town import HOME, PUBLIC, STREET, WORDS, Town

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from linli.forms.form import Form
    from linli.people.models import Account

NAMES = ("list", "case", "wall", "raise", "step")
WRITING = ("raise", "step")
TOLD = {"words": WORDS[0], "kind": "thing", "whom": "other", "name": "孟晓岚", "phone": "13900010003", "publish": "1"}
PUBLISHED = {"public_text": PUBLIC[0], "scope": "community", "checked": "1"}
MODELS = (Submission, Event, Text, Receipt, Case, Participant, Consent, Assignment)
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass
class Browser:
    """The clerk's browser: signed in, and with the cookie that comes with forms."""

    account: Account
    person: Person = field(init=False)
    client: Client = field(default_factory=lambda: Client(HTTP_HOST="127.0.0.1", SERVER_NAME="127.0.0.1"))

    def __post_init__(self) -> None:
        self.person = person_from(self.account)
        self.client.force_login(self.account)
        self.client.get(reverse("raise", args=[HOME]))

    @property
    def cookies(self) -> dict[str, str]:
        """What it sends."""
        return {name: morsel.value for name, morsel in self.client.cookies.items() if name != "linli_fresh"}

    def token(self, purpose: str, version: int = 0, *, asks: Form) -> str:
        """A token of a form that was just opened."""
        shown = RequestFactory().get("/")
        shown.COOKIES = self.cookies
        return tokens.issue(shown, purpose=purpose, person=self.person, version=version, form=asks.digest)


class Acts:
    """Makes the requests."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.browser = Browser(town.clerk)
        self.passer_by = Client(HTTP_HOST="127.0.0.1")
        self.case = town.lived["closed"][0]
        self.paths = {
            "list": reverse("desk"),
            "case": reverse("case", args=[STREET, self.case]),
            "wall": reverse("wall", args=[HOME]),
            "raise": reverse("raise", args=[HOME]),
        }

    def form(self, name: str, case: UUID | None = None) -> dict[str, str]:
        """What is typed and sent; {} for a page that is only read."""
        if name == "raise":
            return {**TOLD, "screen": "0", "token": self.browser.token(f"wish:{HOME}:begin", asks=FOR_OTHERS)}
        if name == "step":
            return {**PUBLISHED, "token": self.browser.token(f"wish:{STREET}:{case}:publish", 1, asks=PUBLIC_FORM)}
        return {}

    def path(self, name: str, case: UUID | None = None) -> str:
        """Where it is sent."""
        return reverse("step", args=["wish", STREET, case, "publish"]) if name == "step" else self.paths[name]

    def request(self, name: str, port: int, case: UUID | None = None) -> str:
        """The whole request."""
        cookies = {} if name == "wall" else self.browser.cookies
        return spoken(port, self.path(name, case), cookies=cookies, form=self.form(name, case))

    def once(self, name: str, case: UUID | None = None) -> HttpResponse:
        """Send it inside this process."""
        client = self.browser.client if name != "wall" else self.passer_by
        if name in WRITING:
            return client.post(self.path(name, case), self.form(name, case))  # type: ignore[return-value]
        return client.get(self.path(name))  # type: ignore[return-value]

    def waiting(self, most: int) -> list[UUID]:
        """Cases of the home community that wait to be checked, newest first: those that were just raised."""
        fresh = Case.objects.filter(street=STREET, place=HOME, state="check", version=1)
        return list(fresh.order_by("-id").values_list("id", flat=True)[:most])

    def statements(self, name: str) -> int:
        """How many SQL statements the whole request takes once the process is warm; BEGIN and COMMIT do not count."""
        for _time in range(2):
            cases = self.waiting(1) if name == "step" else [None]
            with CaptureQueriesContext(connection) as asked:
                answer = self.once(name, cases[0])
            assert answer.status_code < 400, (name, answer.status_code)
        return sum(not query["sql"].startswith(CONTROL) for query in asked.captured_queries)


def spoken(port: int, path: str, *, cookies: dict[str, str], form: dict[str, str]) -> str:
    """A request as it goes over the line."""
    head = {"Host": f"127.0.0.1:{port}", "Accept-Language": "zh-CN", "Accept": "text/html"}
    if cookies:
        head["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    body = urlencode(form)
    if form:
        head |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    lines = [f"{'POST' if form else 'GET'} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join(lines) + "\r\n\r\n" + body


def plan(acts: Acts, name: str) -> Plan:
    """What the floor of ``name`` reads, writes and answers, taken from one real request."""
    case = acts.waiting(1)[0] if name == "step" else acts.case
    before = _keys()
    answer = acts.once(name, case)
    headers = [*answer.items(), ("Content-Length", str(len(answer.content)))]
    cookies = [("Set-Cookie", morsel.OutputString()) for morsel in answer.cookies.values()]
    made = Plan(
        status=f"{answer.status_code} {answer.reason_phrase}",
        headers=[*dict(headers).items(), *cookies],
        body=answer.content,
        asks=_asks(acts, case),
    )
    if name in WRITING:
        made.rows = [(table, rows) for table, rows in _written(before) if rows]
    if name == "step":
        made.update = {k: v for k, v in _rows("cases_case", [case])[0].items() if k not in {"id", "street"}}
    return made


def _asks(acts: Acts, case: UUID) -> dict[str, Any]:
    key = _rows("cases_case", [case])[0]["id"]
    account = _rows("people_account", [acts.town.clerk.id])[0]["id"]
    return {
        "session": row_key(acts.browser.cookies["sessionid"]),
        "now": timezone.now() if connection.vendor == "postgresql" else str(timezone.now()),
        "street": STREET,
        "place": HOME,
        "after": str(int(HOME) + 1),
        "account": account,
        "case": key,
    }


def _keys() -> dict[str, set[Any]]:
    """The newest keys of every table that a request may write: what is not among them afterwards is new."""
    return {model._meta.db_table: set(_newest(model._meta.db_table)) for model in MODELS}


def _newest(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} ORDER BY id DESC LIMIT 50")  # noqa: S608 - our own tables
        return [key for (key,) in cursor.fetchall()]


def _written(before: dict[str, set[Any]]) -> Iterable[tuple[str, list[dict[str, Any]]]]:
    for table, known in before.items():
        yield table, _rows(table, [key for key in _newest(table) if key not in known and _later(key, known)])


def _later(key: Any, known: set[Any]) -> bool:
    """Keys sort by time; what is older than all of the known ones only came into the window."""
    return not known or key > max(known)


def _rows(table: str, keys: list[Any]) -> list[dict[str, Any]]:
    """Rows as the database holds them."""
    found = []
    with connection.cursor() as cursor:
        for key in keys:
            value = key.hex if connection.vendor == "sqlite" and isinstance(key, UUID) else key
            cursor.execute(f"SELECT * FROM {table} WHERE id = %s", [value])  # noqa: S608 - our own tables
            names = [column[0] for column in cursor.description]
            found += [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found
