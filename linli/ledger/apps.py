"""The floor called ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Ledger."""

    name = "linli.ledger"
    verbose_name = "Ledger"
