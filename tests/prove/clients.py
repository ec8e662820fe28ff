"""People at browsers while processes are killed: they go on until they are answered, and remember what they were told.

A form that got no answer is sent again as it was, with its token; it must be answered as if nothing had happened.
"""

from __future__ import annotations

import base64
import http.client
import json
import random
import re
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.prove.inside import HOME, STREET

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = re.compile(r'name="token" value="([^"]+)"')
ANSWER_SECONDS = 20
PATIENCE_SECONDS = 90
NOT_ANSWERED = (OSError, http.client.HTTPException)


class UnexpectedError(Exception):
    """An answer that no person may get, whatever is killed."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    location: str
    body: str


@dataclass
class Browser:
    """One browser: its cookies, and how often it had to ask again."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    repeated: int = 0

    def ask(self, method: str, path: str, body: str = "") -> Answer:
        """Ask until there is an answer."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self._once(method, path, body)
            except NOT_ANSWERED as error:
                self.repeated += 1
                if time.monotonic() > deadline:
                    message = f"no answer to {method} {path} for {PATIENCE_SECONDS} s: {error!r}"
                    raise UnexpectedError(message) from error
                time.sleep(0.05)

    def _once(self, method: str, path: str, body: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            if body:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, body=body or None, headers=headers)
            response = connection.getresponse()
            text = response.read().decode()
            for line in response.headers.get_all("Set-Cookie", []):
                self.cookies |= {name: morsel.coded_value for name, morsel in SimpleCookie(line).items()}
            return Answer(response.status, response.headers.get("Location", ""), text)
        finally:
            connection.close()

    def send_form(self, path: str, **answers: str) -> Act:
        """Open a form and send it until it is answered; the act as it was acknowledged."""
        page = self.ask("GET", path)
        found = TOKEN.search(page.body)
        if page.status != HTTPStatus.OK or not found:
            message = f"no form at {path}: {page.status} {_words(page.body)}"
            raise UnexpectedError(message)
        act = Act(path=path, token=found[1], body=urlencode({"token": found[1], **answers}))
        act.location = self.send(act)
        return act

    def send(self, act: Act) -> str:
        """Send a form as it stands; where the answer leads."""
        answer = self.ask("POST", act.path, act.body)
        if answer.status != HTTPStatus.FOUND or "/login/" in answer.location:
            message = f"{act.path} answers {answer.status} {answer.location}: {_words(answer.body)}"
            raise UnexpectedError(message)
        return answer.location

    @property
    def fresh(self) -> str:
        """The stream whose receipt was just handed out."""
        told = SimpleCookie(f"linli_fresh={self.cookies['linli_fresh']}")["linli_fresh"].value
        return told.rpartition("/")[2].partition(":")[0]  # account/street/case


@dataclass
class Act:
    """A form that was sent, and where its answer led."""

    path: str
    token: str
    body: str
    location: str = ""

    @property
    def key(self) -> str:
        """The token's name in the database."""
        payload = self.token.partition(":")[0]
        return str(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))[0])


@dataclass
class Told:
    """What clients were told was done: the verbs of each stream in order, and the stream of each form."""

    verbs: dict[str, list[str]] = field(default_factory=dict)
    forms: dict[str, str] = field(default_factory=dict)
    repeated: int = 0
    replayed: int = 0

    @property
    def acts(self) -> int:
        """How many acts were acknowledged."""
        return len(self.forms)


class Client(threading.Thread):
    """Somebody who raises wishes and leads each to its end, through as many browsers as there are people in it."""

    def __init__(self, *, port: int, desk: str, helper: str, seed: int, stop: threading.Event) -> None:
        super().__init__(name=f"client {seed}", daemon=True)
        self.port = port
        self.desk = Browser(port, {"sessionid": desk})
        self.helper = Browser(port, {"sessionid": helper})
        self.chance = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.stop = stop
        self.told = Told()
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Lead wishes until told to stop; the wish in hand is brought to its end."""
        try:
            while not self.stop.is_set():
                self._lead_one()
            self.told.repeated += self.desk.repeated + self.helper.repeated
        except BaseException as error:  # noqa: BLE001 - shown by the test, which runs in another thread
            self.failure = error

    def _lead_one(self) -> None:
        wisher = Browser(self.port)
        raised = wisher.send_form(
            f"/wish/{HOME}/",
            screen="3",
            words=f"想要一个能装{self.chance.randint(1, 99)}本书的书架",
            kind="thing",
            publish="1",
        )
        stream = wisher.fresh
        self._remember(raised, stream, "wish.raise")
        self._perhaps_again(wisher, raised, lambda: wisher.fresh == stream)
        take = f"/step/wish/{STREET}/{stream}"
        public = {"public_text": "一户人家想要一个旧书架。", "scope": "street", "checked": "1"}
        self._take(self.desk, f"{take}/publish/", stream, "wish.publish", **public)
        self._take(self.helper, f"{take}/claim/", stream, "wish.claim", way="self")
        self._take(self.helper, f"{take}/finish/", stream, "wish.finish", note="送到了")
        end = self.chance.choice(["reopen", "reopen", "deny", "confirm"])
        if end == "deny":
            self._take(wisher, f"{take}/deny/", stream, "wish.deny", missing="少一块板")
        else:
            rating = "1" if end == "reopen" else "5"
            self._take(wisher, f"{take}/confirm/", stream, f"wish.{end}", rating=rating)
        self.told.repeated += wisher.repeated

    def _take(self, browser: Browser, path: str, stream: str, verb: str, **answers: str) -> None:
        act = browser.send_form(path, **answers)
        self._remember(act, stream, verb)
        self._perhaps_again(browser, act, lambda: True)

    def _remember(self, act: Act, stream: str, verb: str) -> None:
        self.told.verbs.setdefault(stream, []).append(verb)
        self.told.forms[act.key] = stream

    def _perhaps_again(self, browser: Browser, act: Act, same: Callable[[], bool]) -> None:
        """Now and then a form that was acknowledged is sent once more: the answer must be the same."""
        if self.chance.random() < 1 / 8:
            self.told.replayed += 1
            if browser.send(act) != act.location or not same():
                message = f"{act.path}: the same form was answered differently"
                raise UnexpectedError(message)


def _words(page: str) -> str:
    main = page.partition("<main")[2].partition("</main>")[0] or page
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())[:300]
