"""The floor of figures."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Figures."""

    name = "linli.figures"
    verbose_name = "Figures"
