"""What the tests stand on: PostgreSQL, a browser, a place of their own, and the runs of `make`."""
