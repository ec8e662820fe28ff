"""The floor called edges."""

from django.apps import AppConfig


class EdgesConfig(AppConfig):
    """Text messages; the table is the outbox of the demo."""

    name = "linli.edges"
    label = "edges"
