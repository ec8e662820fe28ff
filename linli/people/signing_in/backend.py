"""Who a session belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.auth_backends import AuthenticationBackend

from linli.kit.asked import Asked, Slot
from linli.people.models import Account

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

_by_key = Asked(lambda: Account.objects.filter(id=Slot("id", Account)))


class Backend(AuthenticationBackend):  # type: ignore[misc] # allauth brings no types
    """Allauth's, with the look-up that every signed-in request makes put into SQL once."""

    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        """The account with this key; None where it is closed or gone."""
        account = _by_key.first(id=user_id)
        return account if account is not None and self.user_can_authenticate(account) else None
