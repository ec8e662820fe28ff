"""The floor called flows."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """Flows."""

    name = "linli.flows"
    verbose_name = "Flows"

    def ready(self) -> None:
        """Let `linli verify` compare records with their events."""
        from linli.flows import check, erasure
        from linli.ledger import verify
        from linli.people import looks

        verify.declare(check.Check)
        check.declare_without_records(looks.VERB.partition(".")[0])
        erasure.declare(looks.forget_words)
