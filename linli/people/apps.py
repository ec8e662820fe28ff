"""The people floor as a Django application."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts, organisations, posts."""

    name = "linli.people"
    label = "people"
