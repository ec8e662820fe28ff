"""The account: whoever signs in. No e-mail, no staff flag, no sign-in history, no language."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from linli.kit.crypto import EncryptedText, keyed_hash, keyed_hashes
from linli.kit.ids import uuid7
from linli.kit.masking import mask_name, mask_phone
from linli.kit.phones import normal_phone

PHONE_PURPOSE = "people.account.phone"


def phone_hash(phone: str) -> str:
    """Return the keyed hash by which an account is found from its phone number; '' for ''."""
    return keyed_hash(PHONE_PURPOSE, phone) if phone else ""


class AccountManager(BaseUserManager["Account"]):
    """Making accounts and finding them."""

    def create_account(
        self, *, username: str, name: str, password: str | None = None, phone: str = "", is_demo: bool = False
    ) -> Account:
        """Make an account; without a password it cannot sign in by one.

        Raises Refused (``phone_unclear``), ValidationError for a username that is none, and
        IntegrityError for a username that is taken.
        """
        account = Account(username=username.strip().lower(), name=name.strip(), is_demo=is_demo)
        account.put_phone(phone)
        account.set_password(password)
        account.clean_fields()
        account.save(using=self._db, force_insert=True)
        return account

    def by_phone(self, phone: str) -> list[Account]:
        """Find the open accounts with this number, however it is written: several where people share a phone.

        Raises Refused (``phone_unclear``).
        """
        number = normal_phone(phone)
        if not number:
            return []
        found = self.filter(phone_hash__in=keyed_hashes(PHONE_PURPOSE, number), is_active=True)
        return list(found.order_by("id"))

    def get_by_natural_key(self, username: str | None) -> Account:
        """Find by user name; its case does not matter."""
        return self.get(username=(username or "").lower())


class Account(AbstractBaseUser):
    """Whoever signs in: a resident, a volunteer, or somebody who holds posts.

    ``streets`` lists the streets in which the account was ever given a post, so that its posts are
    found by street; only `linli.people.serving.tenures` writes it. ``unread`` is how many notices wait to be seen: it
    stands here because every page says so and reads the account anyway; only `linli.notices.mailboxes` writes it.
    ``must_choose_password``: somebody else saw the password (`linli.people.signing_in.first_passwords`), so nothing else
    opens before its owner chose another.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=40, unique=True, validators=[RegexValidator(r"^[a-z0-9_.-]{2,40}\Z")])
    name = EncryptedText()
    phone = EncryptedText(blank=True, default="")
    phone_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    streets = models.TextField(blank=True, default="", editable=False)
    unread = models.PositiveIntegerField(default=0, editable=False)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    must_choose_password = models.BooleanField(default=False)
    last_login = None  # when somebody signs in is nobody's business

    objects = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        """One account per user name; two people may share a phone."""

        indexes: ClassVar = [
            models.Index(fields=["phone_hash"], condition=~Q(phone_hash=""), name="account_by_phone"),
        ]

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(phone="") & Q(phone_hash="")) | (~Q(phone="") & ~Q(phone_hash="")),
                name="account_phone_is_found_by_its_hash",
            ),
            models.CheckConstraint(condition=~Q(username=""), name="account_has_a_username"),
            models.CheckConstraint(
                condition=Exact(Lower("username"), models.F("username")), name="account_username_is_lower"
            ),
        ]

    def __str__(self) -> str:
        """Name the account by its id: a log line shows nobody's name."""
        return f"account {self.pk}"

    @property
    def masked_name(self) -> str:
        """张**."""
        return mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        """138****1234."""
        return mask_phone(self.phone)

    @property
    def street_codes(self) -> list[str]:
        """The streets in which the account was ever given a post."""
        return self.streets.split()

    def put_phone(self, phone: str) -> None:
        """Set number and hash together, without saving; raises Refused (``phone_unclear``)."""
        self.phone = normal_phone(phone)
        self.phone_hash = phone_hash(self.phone)
