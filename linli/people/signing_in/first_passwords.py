"""A first password (初始密码): made here, seen once by whoever hands it over, good for nothing but choosing one's own."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from linli.people.signing_in import open_sessions

if TYPE_CHECKING:
    from linli.people.models import Account

# Without letters and digits that look alike, because people copy it from the screen.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def give(account: Account) -> str:
    """Give the account a first password and end its sessions; returned once and kept nowhere in clear.

    Four groups of four signs. Its second factors stay, and are asked.
    """
    password = "-".join("".join(secrets.choice(LETTERS) for _sign in range(4)) for _group in range(4))
    account.set_password(password)
    account.must_choose_password = True
    account.save(update_fields=["password", "must_choose_password"])
    open_sessions.end_all(account)
    return password
