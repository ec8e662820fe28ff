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
        self._chapters()
        self._looks()

    def _looks(self) -> None:
        from linli.ledger import verify
        from linli.people import looks_check

        verify.declare(looks_check.Check)

    def _chapters(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from linli.people.rights import data

        data.declare(data.Chapter("account", _("账号"), data.account_items, order=10))
        data.declare(data.Chapter("posts", _("岗位"), data.post_items, order=20))
