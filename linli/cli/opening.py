"""`linli open`: a street is taken into use, and its first system administrator gets an account."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from linli.people.models import Account, Tenure
from linli.people.serving.opening import OpenStreet, open_street
from linli.people.serving.tenures import appoint
from linli.people.signing_in import first_passwords
from linli.places.load import load_five_streets
from linli.places.models import Region

if TYPE_CHECKING:
    import argparse


def take_into_use(args: argparse.Namespace) -> int:
    """Open the street; 0 done, 1 refused with the reason. A second run changes nothing."""
    if not Region.objects.filter(code=args.street).exists():
        load_five_streets()
    try:
        with transaction.atomic():
            street = open_street(args.street, grids=args.grids)
            told = _first_admin(street, args.admin, args.name) if args.admin else ""
    except Region.DoesNotExist:
        print(f"linli: no street {args.street} is known; bring it in: linli places import FILE", file=sys.stderr)
        return 1
    except (ValidationError, ValueError) as error:
        print(f"linli: nothing was done: {error}", file=sys.stderr)
        return 1
    print(f"{args.street} {street.region.name}: {len(street.communities)} communities")
    if told:
        print(told)
    return 0


def _first_admin(street: OpenStreet, username: str, name: str) -> str:
    """Make the account and give it the post; nothing where somebody holds that post: the pages are for the next."""
    if Tenure.objects.filter(street=street.code, post=street.system, until=None).exists():
        return (
            "There is a system administrator already; further ones are appointed at /office/, "
            f"where nobody can open it by: linli admin {street.code} {username}"
        )
    if Account.objects.filter(username=username.strip().lower()).exists():
        message = f"the user name {username} is taken"
        raise ValueError(message)
    account = Account.objects.create_account(username=username, name=name or username)
    appoint(account, to=street.system, since=timezone.localdate())
    return told(account, first_passwords.give(account))


def told(account: Account, password: str) -> str:
    """What is printed of a first password."""
    return f"sign-in {account.username}\npassword {password}   (shown this once; to be changed right after signing in)"
