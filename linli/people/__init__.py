"""People: accounts, organisations as actors, and posts held in a place for a time."""
