"""The library's table of sessions, there from the first migration and empty until people can see and end theirs."""

from allauth.usersessions.apps import UserSessionsConfig


class SessionTables(UserSessionsConfig):  # type: ignore[misc]  # the library has no types
    """The table alone: the library's own start would write network address and browser at every sign-in."""

    def ready(self) -> None:
        """Listen to nothing."""
