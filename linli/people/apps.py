"""The people floor as a Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts, organisations, posts."""

    name = "linli.people"
    label = "people"

    def ready(self) -> None:
        """Let the hash of a phone follow a change of the look-up key."""
        from linli.kit.renewal import Hashed, declare_hash
        from linli.people.accounts import PHONE_PURPOSE

        declare_hash(Hashed("people.Account", "phone_hash", "phone", PHONE_PURPOSE))
