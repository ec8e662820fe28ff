"""`linli admin` and `linli password`: the way back in where nobody in a street can open it any more."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from linli.cli.opening import told
from linli.ledger import actors
from linli.people.factors import held
from linli.people.models import Account, Arrangement, Post
from linli.people.serving.tenures import appoint, come_back
from linli.people.signing_in import first_passwords

if TYPE_CHECKING:
    import argparse


def give_office(args: argparse.Namespace) -> int:
    """Let an account, old or new, be system administrator of a street from today; 0 done, 1 refused with the reason.

    Its leave there ends, a closed account opens, and it gets a first password.
    """
    post = Post.objects.filter(street=args.street, role="system").first()
    if post is None:
        return _refused(f"the street {args.street} is not in use: linli open {args.street}")
    today, username = timezone.localdate(), args.account.strip().lower()
    try:
        with transaction.atomic():
            account = Account.objects.filter(username=username).first()
            account = account or Account.objects.create_account(username=username, name=args.name or username)
            if not account.name:
                return _refused(f"{username} was erased at the person's own wish")
            account.is_active = True
            account.save(update_fields=["is_active"])
            come_back(account, street=args.street, on=today)
            appoint(account, to=post, since=today)
            _write_down("give_office", account, args.street, post=post, on=today)
            print(told(account, _let_in(account, factors=args.reset_factors)))
    except ValidationError:
        return _refused(f"{args.account} is no user name: small letters, digits, dots and dashes, 2 to 40")
    return 0


def reset_password(args: argparse.Namespace) -> int:
    """Give the account a first password, written down in each street in which it serves; 0 done, 1 refused."""
    account = Account.objects.filter(username=args.account.strip().lower(), is_active=True).first()
    if account is None:
        return _refused(f"there is no open account {args.account}")
    with transaction.atomic():
        for street in account.street_codes:
            _write_down("reset_password", account, street)
        print(told(account, _let_in(account, factors=args.reset_factors)))
    return 0


def _let_in(account: Account, *, factors: bool) -> str:
    if factors:
        held.reset(account)
    return first_passwords.give(account)


def _write_down(verb: str, account: Account, street: str, **about: object) -> None:
    row = {"token": secrets.token_hex(16), "account": account, **about}
    Arrangement(street=street, verb=verb, by=actors.SYSTEM, at=timezone.now(), **row).save()


def _refused(reason: str) -> int:
    print(f"linli: {reason}", file=sys.stderr)
    return 1
