"""How allauth's second factors behave here: what must stay secret is encrypted, and nothing is mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.adapter import DefaultMFAAdapter

from linli.kit.nested import seal, unseal
from linli.people.factors import PURPOSE

if TYPE_CHECKING:
    from linli.people.accounts import Account

ISSUER = "Linli"


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth brings no types
    """Secrets, seeds and the names of passkeys under our keys."""

    def encrypt(self, text: str) -> str:
        """Seal what allauth writes into its JSON."""
        return seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it; raises DamagedError where its key is not here."""
        return unseal(encrypted_text, purpose=PURPOSE)

    def get_totp_issuer(self) -> str:
        """Whose code it is, as the app shows it."""
        return ISSUER

    def get_totp_label(self, user: Account) -> str:
        """Whose account: as the app of that person alone shows it."""
        return called(user)

    def send_notification_mail(self, *_: Any, **__: Any) -> None:
        """Send nothing: no address is kept."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """This site, as the passkey is bound to it: its name without the port."""
        return {**super().get_public_key_credential_rp_entity(), "name": "邻里 Linli"}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        """Whose passkey it is, as the device of that person alone shows it."""
        shown = {"name": called(user), "display_name": called(user)}
        return {**super().get_public_key_credential_user_entity(user), **shown}


def called(account: Account) -> str:
    """How a person tells their own accounts apart: by user name, or masked where nobody chose one."""
    return (
        f"{account.masked_name} {account.masked_phone}".strip()
        if account.username.startswith("p-")
        else account.username
    )
