"""Micro-wishes (微心愿): what they declare to the floors below."""

from django.apps import AppConfig


class WishesConfig(AppConfig):
    """Wishes."""

    name = "linli.wishes"
    verbose_name = "Wishes"

    def ready(self) -> None:
        """Declare the flow, how and where it is begun, figures, papers, and what follows a reopened wish."""
        from linli.cases.capability import declare
        from linli.wishes.agreeing import ASKED, PREFILL
        from linli.wishes.claims import AFTER_REOPENING
        from linli.wishes.figures import FIGURES
        from linli.wishes.flows import WISH
        from linli.wishes.ledgers import WISHES
        from linli.wishes.papers import PAPERS
        from linli.wishes.past import PAST_WISH
        from linli.wishes.past import SHIPPED as PAST
        from linli.wishes.raising import BEGINNING
        from linli.wishes.rules import SHIPPED
        from linli.wishes.stairwell import ACTIONS

        declare(
            WISH,
            PAST_WISH,
            SHIPPED,
            PAST,
            BEGINNING,
            *ASKED,
            PREFILL,
            *ACTIONS,
            WISHES,
            *FIGURES,
            *PAPERS,
            *AFTER_REOPENING,
        )
