"""The floor called ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Ledger."""

    name = "linli.ledger"
    verbose_name = "Ledger"

    def ready(self) -> None:
        """Say which receipts need an older look-up key."""
        from linli.kit.renewal import declare_hold
        from linli.ledger.receipts import found_by

        declare_hold("ledger.Receipt.lookup", found_by)
