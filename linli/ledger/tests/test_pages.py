"""The public pages of the daily roots give everything that is needed to check them elsewhere."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from linli.ledger import roots, roots_file
from linli.ledger.models import Root
from linli.ledger.tests.writing import OTHER_STREET, STREET, Stream, at

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase
    from django.test import Client

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def closed() -> None:
    stream = Stream()
    stream.write(at(1))
    stream.write(at(1))
    roots.close_days(at(4))


def body(response: HttpResponseBase) -> bytes:
    return b"".join(getattr(response, "streaming_content", [getattr(response, "content", b"")]))


def test_the_page_lists_the_days_newest_first(client: Client) -> None:
    text = client.get(f"/roots/{STREET}/").content.decode()
    hashes = list(Root.objects.order_by("-number").values_list("hash", flat=True))
    places = [text.index(each) for each in hashes]
    assert places == sorted(places)


def test_a_street_in_which_nothing_was_written_is_not_found(client: Client) -> None:
    for address in (f"{OTHER_STREET}/", f"{OTHER_STREET}.jsonl", f"{OTHER_STREET}.atom", "nowhere/", "..%2f.jsonl"):
        assert client.get(f"/roots/{address}").status_code == 404


def test_a_street_before_its_first_closing_says_so(client: Client) -> None:
    Stream(OTHER_STREET).write(at(4))
    assert "还没有封存过" in client.get(f"/roots/{OTHER_STREET}/").content.decode()


def test_the_download_is_the_published_file(client: Client) -> None:
    response = client.get(f"/roots/{STREET}.jsonl")
    assert body(response) == roots_file.file_of(STREET).read_bytes()
    assert response["Content-Disposition"] == f'attachment; filename="{STREET}.jsonl"'


def test_a_machine_without_the_file_gives_the_same_lines(client: Client) -> None:
    published = roots_file.file_of(STREET).read_bytes()
    roots_file.file_of(STREET).unlink()
    assert body(client.get(f"/roots/{STREET}.jsonl")) == published


def test_whoever_has_download_and_key_needs_no_linli_to_check(client: Client) -> None:
    told = client.get("/roots/key/").json()
    previous = ""
    for line in body(client.get(f"/roots/{STREET}.jsonl")).splitlines():
        root = json.loads(line)
        document = json.loads(root["document"])
        assert document["previous"] == previous
        assert sha256(b"linli/root/1\0" + root["document"].encode()).hexdigest() == root["hash"]
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(told["keys"][root["key"]]))
        key.verify(bytes.fromhex(root["signature"]), told["signed"].replace("{hash}", root["hash"]).encode())
        previous = root["hash"]
    assert previous


def test_the_feed_has_an_entry_for_each_day(client: Client) -> None:
    response = client.get(f"/roots/{STREET}.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    entries = ET.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314 - our own feed
    kept = [json.loads(entry.findtext(f"{ATOM}summary") or "") for entry in entries]
    assert [each["hash"] for each in kept] == list(Root.objects.order_by("-number").values_list("hash", flat=True))


def test_a_damaged_document_does_not_take_the_page_down(client: Client) -> None:
    Root.objects.filter(number=1).update(document="?")
    assert client.get(f"/roots/{STREET}/").status_code == 200


def test_nothing_is_changed_through_these_pages(client: Client) -> None:
    for address in (f"{STREET}/", f"{STREET}.jsonl", f"{STREET}.atom", "key/"):
        assert client.post(f"/roots/{address}").status_code == 405
