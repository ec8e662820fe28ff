"""What a printed paper says, as text: sealed, bound by a hash, read back for a reprint."""

from __future__ import annotations

import json
import secrets
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from linli.kit.canonical import canonical, digest, moment
from linli.kit.unreadable import Unreadable
from linli.ledger.receipts import ALPHABET
from linli.ledger.tenant import STREET_DIGITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linli.papers.declared import PaperField, Value, Values
    from linli.papers.models import Printed

PAPER = "linli/paper/1"
LENGTH = 8
LONGEST = 10_000
"""Characters of one value: more than anybody writes in a form, less than would hold a server up."""


@dataclass(frozen=True)
class Content:
    """What was printed: the language and the values."""

    language: str
    values: Values


def clean(fields: Sequence[PaperField], given: Values) -> dict[str, Value]:
    """The values of these fields as plain text; what is not given is '' or no rows. ValueError for an unknown name."""
    if unknown := given.keys() - {field.name for field in fields}:
        message = f"a paper has no field {', '.join(sorted(unknown))}"
        raise ValueError(message)
    return {field.name: _clean(field, given.get(field.name, "")) for field in fields}


def _clean(field: PaperField, value: Value) -> Value:
    if field.kind != "rows":
        return _text(value)
    rows = value if isinstance(value, list) else []
    return [{column.name: _text(row.get(column.name, "")) for column in field.columns} for row in rows]


def _text(value: object) -> str:
    """Text that a Word file can hold: line breaks stay, other signs of control go."""
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")[:LONGEST]
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in {"Cc", "Cs", "Cn"})


def seal(content: Content) -> str:
    """The text that is kept, encrypted by its column; the salt keeps short values from being guessed by the hash."""
    told = {"language": content.language, "values": dict(content.values), "salt": secrets.token_hex(16)}
    return canonical(told).decode()


def unseal(sealed: str) -> Content | None:
    """What was printed; None where it was erased or cannot be read."""
    if not sealed or isinstance(sealed, Unreadable):
        return None
    told = json.loads(sealed)
    return Content(told["language"], told["values"])


def hash_of(printed: Printed) -> str:
    """Hex digest over everything that was printed: the content, its number, its template and when."""
    return digest(
        PAPER,
        {
            "street": printed.street,
            "stream": str(printed.stream),
            "paper": printed.paper,
            "version": printed.version,
            "template": printed.template.digest if printed.template else "",
            "place": printed.place,
            "label": printed.label,
            "at": moment(printed.at),
            "sealed": printed.sealed,
        },
    )


def code_of(hashed: str) -> str:
    """The eight signs of the check code: the first 40 bits of the hash, written so that they can be read aloud."""
    bits = int(hashed[:10], 16)
    return "".join(ALPHABET[(bits >> shift) & 31] for shift in range(35, -1, -5))


def whole_code(printed: Printed) -> str:
    """The check code as it stands on the paper, with its street: ``620103001 7KQ2 M9XR``."""
    return f"{printed.street} {printed.code[:4]} {printed.code[4:]}"


def read_code(typed: str) -> tuple[str, str]:
    """Street and check code out of what was typed; two empty texts if it cannot be one."""
    joined = unicodedata.normalize("NFKC", typed[:100]).upper()
    joined = "".join(sign for sign in joined if sign.isalnum()).translate(str.maketrans("ILOU", "110V"))
    street, code = joined[:STREET_DIGITS], joined[STREET_DIGITS:]
    wellformed = street.isascii() and street.isdigit() and len(code) == LENGTH and set(code) <= set(ALPHABET)
    return (street, code) if wellformed else ("", "")
