"""Micro-wishes (微心愿): what they declare to the floors below."""

from django.apps import AppConfig


class WishesConfig(AppConfig):
    """Wishes."""

    name = "linli.wishes"
    verbose_name = "Wishes"

    def ready(self) -> None:
        """Declare the flow, how and where it is begun, figures, papers, and what follows a reopened wish."""
        from linli.cases import actions, beginning, catalogue
        from linli.cases.privacy import consents
        from linli.flows import table
        from linli.ledger import figures, outbox
        from linli.papers import declared
        from linli.people import purposes
        from linli.wishes.agreeing import ASKED, PREFILL
        from linli.wishes.claims import invite_after_reopening
        from linli.wishes.figures import FIGURES
        from linli.wishes.flows import WISH
        from linli.wishes.papers import PAPERS
        from linli.wishes.raising import BEGINNING
        from linli.wishes.rules import SHIPPED
        from linli.wishes.stairwell import ACTIONS

        table.declare(WISH)
        catalogue.declare(SHIPPED)
        beginning.declare(BEGINNING)
        for asked in ASKED:
            consents.declare(asked)
        purposes.declare(PREFILL)
        for action in ACTIONS:
            actions.declare(action)
        for figure in FIGURES:
            figures.declare(figure)
        for paper in PAPERS:
            declared.declare(paper)
        outbox.declare("wish.reopen", invite_after_reopening)
        outbox.declare("wish.deny", invite_after_reopening)
