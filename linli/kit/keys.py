"""The key ring: what is kept under LINLI_KEY_DIR, made once and on purpose, loaded once per process.

Three files, each a small JSON ring of keys with ids and one current key: `text.json` encrypts
personal text, `lookup.json` hashes what must be found without being read, `roots.json` signs the
daily roots. A ring may hold old keys beside the current one: they still read, they no longer write.
A running process notices a changed ring within a second; `linli.kit.key_changes` changes one.
"""

from __future__ import annotations

import base64
import fcntl
import json
import logging
import os
import secrets
import stat
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

logger = logging.getLogger(__name__)

KINDS = {"text": "aes-256-gcm", "lookup": "hmac-sha-256", "roots": "ed25519"}
SECRET_BYTES = 32  # the same for all three kinds
ID_BYTES = 4
LOOK_AGAIN_SECONDS = 1.0
"""How long a process may not know of a changed ring: it goes on with a key that still reads."""


class KeysError(Exception):
    """The keys are missing, incomplete, unreadable or open to others; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What the root key signed: the id of the key and the Ed25519 signature, both as hex."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys of one kind, by the 8 hex digits of their id."""

    current: str
    keys: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys of one installation, ready for use."""

    text_id: bytes
    text: Mapping[bytes, AESGCM]
    lookup_id: str
    lookup: Mapping[str, bytes]
    roots_id: str
    roots: Mapping[str, Ed25519PrivateKey]

    def sign(self, message: bytes) -> Signature:
        """Sign with the current root key."""
        return Signature(self.roots_id, self.roots[self.roots_id].sign(message).hex())

    def public_keys(self) -> dict[str, str]:
        """Return what others need to check signatures: key id → 32-byte public key as hex."""
        return {name: key.public_key().public_bytes_raw().hex() for name, key in self.roots.items()}

    @classmethod
    def load(cls, directory: Path) -> KeyRing:
        """Read the rings; raises KeysError when one is missing, damaged or readable by others."""
        text, lookup, roots = (_read(directory, name) for name in KINDS)
        return cls(
            text_id=bytes.fromhex(text.current),
            text={bytes.fromhex(name): AESGCM(key) for name, key in text.keys.items()},
            lookup_id=lookup.current,
            lookup=lookup.keys,
            roots_id=roots.current,
            roots={name: Ed25519PrivateKey.from_private_bytes(key) for name, key in roots.keys.items()},
        )


def signed(message: bytes, *, signature: str, public_key: str) -> bool:
    """Whether the signature (hex) of the message was made by the owner of the public key (hex)."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


class _Kept:
    """The ring in memory, what its files looked like when it was read, and when to look at them again."""

    ring: KeyRing | None = None
    looks: tuple[tuple[int, int, int], ...] = ()
    again = 0.0


_kept = _Kept()


def key_ring() -> KeyRing:
    """Return the keys of this installation from settings.LINLI_KEY_DIR; a changed file is read within a second."""
    if _kept.ring is None:
        return _load()
    if _kept.again <= time.monotonic():
        return newest_ring()
    return _kept.ring


def newest_ring() -> KeyRing:
    """Return the keys as the files are now. Files that cannot be read leave a running process with what it has."""
    if _kept.ring is None:
        return _load()
    _kept.again = time.monotonic() + LOOK_AGAIN_SECONDS
    try:
        return _load() if _looks() != _kept.looks else _kept.ring
    except (KeysError, OSError):
        logger.exception("the key ring changed and cannot be read")
        return _kept.ring


def _load() -> KeyRing:
    directory = Path(settings.LINLI_KEY_DIR)
    looks = _looks() if directory.is_dir() else ()  # before reading: what changes meanwhile is read next time
    ring = KeyRing.load(directory)
    _kept.ring, _kept.looks, _kept.again = ring, looks, time.monotonic() + LOOK_AGAIN_SECONDS
    return ring


def _looks() -> tuple[tuple[int, int, int], ...]:
    told = (file.stat() for file in (_path(Path(settings.LINLI_KEY_DIR), name) for name in KINDS) if file.exists())
    return tuple((one.st_ino, one.st_mtime_ns, one.st_size) for one in told)


def forget() -> None:
    """Drop the loaded keys, so that the next use reads the files again."""
    _kept.ring = None


def ensure_keys(directory: Path) -> bool:
    """Make the rings where there are none yet; True when they were made now.

    Nothing that exists is ever written over. When only some of the files are there, the others
    were lost: KeysError, because new ones would leave text that nobody can read.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.chmod(0o700)
    with locked(directory):  # two starts at once make one set
        there = [name for name in KINDS if _path(directory, name).exists()]
        if there:
            KeyRing.load(directory)
            return False
        put_files(directory, {name: _new_ring(name) for name in KINDS})
    return True


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Let nobody else change the keys meanwhile; what was renamed inside is on the disk afterwards."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        os.fsync(handle)
    finally:
        os.close(handle)


def put_files(directory: Path, contents: Mapping[str, str]) -> None:
    """Write rings whole or not at all: each to a draft beside its file, then all renamed."""
    drafts = {_path(directory, name): content for name, content in contents.items()}
    for path, content in drafts.items():
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    for path in drafts:
        path.with_suffix(".new").rename(path)


def _path(directory: Path, name: str) -> Path:
    return directory / f"{name}.json"


def _new_ring(name: str) -> str:
    key, entry = new_entry()
    return json.dumps({"kind": KINDS[name], "current": key, "keys": {key: entry}}, indent=2) + "\n"


def new_entry() -> tuple[str, dict[str, str]]:
    """Make a fresh key: its id and how it stands in the file of its ring."""
    entry = {
        "made": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "secret": base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode(),
    }
    return secrets.token_hex(ID_BYTES), entry


def _read(directory: Path, name: str) -> Ring:
    path = _path(directory, name)
    _check_closed(path)
    try:
        content = json.loads(path.read_text(encoding="ascii"))
        if content["kind"] != KINDS[name]:
            message = f"{path}: holds {content['kind']!r}, not {KINDS[name]!r}"
            raise KeysError(message)
        keys = {key: base64.b64decode(entry["secret"], validate=True) for key, entry in content["keys"].items()}
        current = str(content["current"])
        sound = current in keys and all(
            len(secret) == SECRET_BYTES and len(bytes.fromhex(key)) == ID_BYTES for key, secret in keys.items()
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{path}: is no key ring; restore it from where the keys are kept safe"
        raise KeysError(message) from error
    if not sound:
        message = f"{path}: the current key is missing or a key is malformed"
        raise KeysError(message)
    return Ring(current, keys)


def _check_closed(path: Path) -> None:
    for place in (path.parent, path):
        try:
            mode = stat.S_IMODE(place.stat().st_mode)
        except FileNotFoundError as error:
            message = (
                f"{place}: is missing. A new installation makes its keys with `linli migrate`; "
                "for an old one put the kept keys back, or its personal text stays unreadable"
            )
            raise KeysError(message) from error
        if mode & 0o077:
            message = f"{place}: mode {mode:o} lets others in; set it to {mode & 0o700:o}"
            raise KeysError(message)
