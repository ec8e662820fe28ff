"""A dump of the database, and every other file of the data directory, holds nobody's phone, name, address or words in clear."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import zlib
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.dumps import Search
from tests.ground import place
from tests.ground.installation import Installation
from tests.house.test_refusals import EMPTY_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLANTED = {
    "name": "欧阳翠花",
    "phone": "13912345678",
    "id": "62010319560708123X",
    "address": "和顺里小区7号楼2单元501室",
    "words": "我叫欧阳翠花，身份证62010319560708123X，住和顺里小区7号楼2单元501室，想要一把结实的小板凳",
    "public": "一位老人想要一把结实的小板凳，靠背要高一点。",
    "call": "电话里欧阳翠花说板凳腿有点晃，请人再看看",
}
LIVED = """
import json
import re
import time
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone
from linli.cases.models import Case
from linli.demo.people import STREET
from linli.flows.doors import take
from linli.people.models import Account, Post
from linli.people.person import Person, Seat, person_from, visitor
from linli.places.models import Region
from linli.wishes.raising import raise_wish

planted = json.loads(%(planted)r)
home = Region.objects.communities_of(STREET).first().code
wish = {"place": home, "kind": "thing", "whom": "self", "publish": True, "words": planted["words"]}
wish |= {"name": planted["name"], "phone": planted["phone"]}
case = raise_wish(by=visitor({}), at=timezone.now(), **wish)
post = Post.objects.get(street=STREET, role="desk", place=home)
desk = Person(account_id=None, seats=(Seat(post.id, "desk", post.street, home, None, post.title),))
helper = person_from(Account.objects.get(username="helper"))
now = timezone.now
case = take("publish", case, by=desk, at=now(), public_text=planted["public"], scope="community", checked=True)
case = take("claim", case, by=helper, at=now(), way="self")
case = take("finish", case, by=helper, at=now(), note=planted["address"])
case = take("confirm_by_call", case, by=desk, at=now(), rating="4", call=planted["call"])
for name in ("resident", "helper", "desk", "street", "auditor", "grid"):
    browser = Client(HTTP_HOST="localhost")
    answer = browser.post("/login/", {"login": name, "password": %(password)r})
    assert answer.status_code == 302, (name, answer.status_code)
    for page in ("/", "/mine/", "/claims/", "/desk/", "/street/", case.url):
        browser.get(page)
browser.get("/me/factors/app/")
secret = browser.session["mfa.totp.secret"]
answer = browser.post("/me/factors/app/", {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))})
assert answer.status_code == 302
codes = re.findall("[0-9]{4}-[0-9]{4}", browser.get("/me/factors/codes/").content.decode())
assert len(codes) == 10
browser.get("/me/factors/passkey/")
other = Client(HTTP_HOST="localhost")
other.post("/login/", {"login": "grid", "password": %(password)r})
assert other.get("/login/factor/").status_code == 200
page = browser.get("/wish/" + home + "/")
print(json.dumps([secret, *codes, *(code.replace("-", "") for code in codes)]))
"""
KNOWN = """
import json
from django.apps import apps
from linli.kit.crypto import EncryptedText
from linli.ledger.events import opened
from linli.people.models import Organisation, Post
from linli.places.models import Region

secret, public = set(), set()
for model in apps.get_models():
    sealed = [field.name for field in model._meta.get_fields() if isinstance(field, EncryptedText)]
    for row in model._default_manager.all() if sealed else ():
        for name in sealed:
            value = getattr(row, name) or ""
            secret.add(opened(value) if (model.__name__, name) == ("Text", "sealed") else value)
for model in (Region, Organisation):
    public |= set(model.objects.values_list("name", flat=True))
public |= set(Post.objects.values_list("title", flat=True))
print(json.dumps([sorted(secret), sorted(public)]))
"""
FILLED = """
import json
from django.apps import apps
print(json.dumps([label for label in %(tables)r if apps.get_model(label)._default_manager.exists()]))
"""
SHORTEST = 3
"""Characters: what is shorter names nobody ('好')."""


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Installation]:
    """The demo town on the engine of this run, and people who lived in it since; their browsers are still open."""
    if place.engine() != place.POSTGRESQL:
        fresh = Installation(tmp_path)
        yield fresh
        fresh.stop_all()
        return
    given, name = os.environ["LINLI_TEST_DATABASE_URL"], f"linli_dump_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}".encode())
        host, _, query = given.partition("?")
        yield Installation(tmp_path, database=f"{host.rpartition('/')[0]}/{name}?{query}")
        server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def lived(town: Installation, password: str) -> list[str]:
    """Live in the town for a while; the secrets of a second factor that were seen there."""
    seen: list[str] = json.loads(town.python(LIVED % {"planted": json.dumps(PLANTED), "password": password}))
    assert town.run("worker", "--once").returncode == 0
    return seen


def dumped(town: Installation) -> Iterator[tuple[str, bytes]]:
    """Every file of the data directory but those that come with the program, and on a server every table as text."""
    for path in sorted(town.data.rglob("*")):
        if path.is_file() and town.data / "static" not in path.parents:
            yield str(path.relative_to(town.data)), path.read_bytes()
    if town.database:
        with psycopg.connect(town.database) as server, server.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            for (name,) in cursor.fetchall():
                with cursor.copy(f'COPY "{name}" TO STDOUT'.encode()) as copy:
                    yield name, b"".join(map(bytes, copy))


@contextmanager
def somebody_reading(town: Installation) -> Iterator[None]:
    """While somebody still reads, what is written stays in SQLite's log too, which is a file of the backup."""
    if town.database:
        yield
        return
    with closing(sqlite3.connect(town.data / "linli.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM people_account").fetchone()
        yield


def test_no_dump_holds_what_the_town_knows(town: Installation) -> None:
    done = town.run("demo", "--no-serve")
    assert done.returncode == 0, done.stderr
    with somebody_reading(town):
        seen = lived(
            town, next(line.split()[1] for line in done.stdout.splitlines() if line.split()[:1] == ["password"])
        )
        files = dict(dumped(town))
    assert town.database or len(files["linli.sqlite3-wal"]) > 100_000
    assert sum(map(len, files.values())) > 100_000
    secret, public = json.loads(town.python(KNOWN))
    assert len(secret) > 100
    for words in PLANTED.values():
        assert any(words in each for each in secret), "what is looked for must be in the town"
    search = Search([each for each in [*secret, *PLANTED.values(), *seen] if len(each) >= SHORTEST], public=public)
    assert set().union(*(search.in_bytes(data, where) for where, data in files.items())) == set()
    assert json.loads(town.python(FILLED % {"tables": sorted(EMPTY_TABLES)})) == []


@pytest.mark.parametrize(
    "hidden",
    [
        "欧阳翠花".encode(),
        "欧阳翠花".encode("utf-16-le"),
        "欧阳翠花".encode("utf-16-be"),
        "欧阳翠花".encode().hex().encode(),
        json.dumps("欧阳翠花").encode(),
        base64.b64encode("欧阳翠花".encode()),
        base64.b64encode("x欧阳翠花".encode()),
        base64.urlsafe_b64encode("xx欧阳翠花yy".encode()),
        zlib.compress("欧阳翠花在这里".encode()),
        base64.urlsafe_b64encode(zlib.compress(b'{"name": "' + "欧阳翠花".encode() + b'"}' * 9)),
        b"13912345678",
        b"phone=13912345678&x",
        base64.b64encode(b"phone 13912345678"),
        "想要一把结实的小".encode(),
        b"62010319560708123X",
    ],
    ids=len,
)
def test_whatever_hides_in_a_dump_would_be_found(hidden: bytes) -> None:
    search = Search(PLANTED.values(), public=["微心愿"])
    assert search.in_bytes(b"\x00\x07before:" + hidden + b":after\xff", "a dump")
    assert not search.in_bytes(b"\x00before:" + hidden[: len(hidden) // 3] + b":after", "a dump")
