"""The floor of the administrator's pages."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Office."""

    name = "linli.office"
    verbose_name = "Office"
