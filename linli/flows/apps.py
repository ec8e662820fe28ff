"""The floor called flows."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """Flows."""

    name = "linli.flows"
    verbose_name = "Flows"

    def ready(self) -> None:
        """Let `linli verify` compare records with their events."""
        from linli.flows import check
        from linli.ledger import verify

        verify.declare(check.Check)
