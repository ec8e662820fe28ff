"""The floor of cases: handlers' lists stand on it, capabilities declare their flows to it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases."""

    name = "linli.cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        """Install shipped matters after every migration of this floor; let `linli verify` compare them."""
        from django.db.models.signals import post_migrate

        from linli.cases import catalogue, check
        from linli.ledger import verify

        verify.declare(check.Check)
        post_migrate.connect(catalogue.install, sender=self, dispatch_uid="linli.cases.catalogue")
