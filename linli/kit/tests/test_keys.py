"""Keys are made once, on purpose, closed to others, and never replaced by accident."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pytest_django import Settings

from linli.kit.keys import KeyRing, KeysError, ensure_keys, forget, key_ring, signed


def test_keys_are_made_once_and_closed_to_others(tmp_path: Path) -> None:
    place = tmp_path / "keys"
    assert ensure_keys(place)
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    assert sorted(before) == ["lookup.json", "roots.json", "text.json"]
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()} == {0o600}
    assert not ensure_keys(place)
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before


def test_two_starts_at_once_make_one_set(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: ensure_keys(tmp_path / "keys"), range(8)))
    assert made.count(True) == 1


@pytest.mark.parametrize("lost", ["text.json", "lookup.json", "roots.json"])
def test_a_lost_ring_is_not_made_anew(tmp_path: Path, lost: str) -> None:
    ensure_keys(tmp_path)
    (tmp_path / lost).unlink()
    with pytest.raises(KeysError, match=lost):
        ensure_keys(tmp_path)
    assert not (tmp_path / lost).exists()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "\xff",
        '{"kind": "ed25519", "current": "00000000", "keys": {}}',
        '{"kind": "aes-256-gcm", "current": "00000000", "keys": {}}',
        '{"kind": "aes-256-gcm", "current": "00000000", "keys": {"00000000": {"secret": "AA=="}}}',
        '{"kind": "aes-256-gcm", "current": "00000000", "keys": {"00000000": {"secret": "?"}}}',
    ],
)
def test_a_damaged_ring_is_named(tmp_path: Path, content: str) -> None:
    ensure_keys(tmp_path)
    (tmp_path / "text.json").write_text(content, encoding="latin-1")
    with pytest.raises(KeysError, match=r"text\.json"):
        KeyRing.load(tmp_path)


@pytest.mark.parametrize(("name", "mode"), [("", 0o750), ("text.json", 0o640)])
def test_keys_that_others_can_read_are_refused(tmp_path: Path, name: str, mode: int) -> None:
    ensure_keys(tmp_path)
    (tmp_path / name).chmod(mode)
    with pytest.raises(KeysError, match="lets others in"):
        KeyRing.load(tmp_path)
    (tmp_path / name).chmod(0o700)


def test_without_keys_the_error_says_what_to_do(tmp_path: Path, settings: Settings) -> None:
    settings.LINLI_KEY_DIR = tmp_path / "none"
    forget()
    with pytest.raises(KeysError, match="linli migrate"):
        key_ring()
    assert not (tmp_path / "none").exists()
    forget()


def test_a_root_signature_is_checked_with_the_public_key_alone(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    ring = KeyRing.load(tmp_path)
    signature = ring.sign(b"root")
    public = ring.public_keys()[signature.key]
    assert signed(b"root", signature=signature.value, public_key=public)
    assert not signed(b"ruot", signature=signature.value, public_key=public)
    assert not signed(b"root", signature="00" + signature.value[2:], public_key=public)
    assert not signed(b"root", signature=signature.value, public_key="00" * 32)
    assert not signed(b"root", signature="not hex", public_key=public)


def test_an_old_root_key_beside_the_current_one_still_checks(tmp_path: Path) -> None:
    ensure_keys(tmp_path / "old")
    ensure_keys(tmp_path / "new")
    old, new = (json.loads((tmp_path / n / "roots.json").read_text()) for n in ("old", "new"))
    signature = KeyRing.load(tmp_path / "old").sign(b"root")
    new["keys"] |= old["keys"]
    (tmp_path / "new" / "roots.json").write_text(json.dumps(new))
    ring = KeyRing.load(tmp_path / "new")
    public = ring.public_keys()[signature.key]
    assert signed(b"root", signature=signature.value, public_key=public)
    assert ring.sign(b"root").key == new["current"] != old["current"]
