"""The floor called ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Ledger."""

    name = "linli.ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        """Let what finds words follow a change of the look-up key; say which receipts need an older one."""
        from linli.kit.renewal import Hashed, declare_hash, declare_hold
        from linli.ledger.events import FOUND, opened
        from linli.ledger.receipts import found_by

        declare_hash(Hashed("ledger.Text", "found", "sealed", FOUND, reads=opened))
        declare_hold("ledger.Receipt.lookup", found_by)
