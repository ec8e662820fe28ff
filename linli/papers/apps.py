"""The floor called papers."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Papers."""

    name = "linli.papers"
    verbose_name = "Papers"

    def ready(self) -> None:
        """Let `linli verify` compare papers with their records; what is erased there is erased on them."""
        from linli.flows import erasure, staleness
        from linli.ledger import verify
        from linli.papers import check, printing

        verify.declare(check.Check)
        erasure.declare_copies(printing.forget)
        staleness.declare_aside(printing.VERB)
