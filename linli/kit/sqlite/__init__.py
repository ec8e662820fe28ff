"""SQLite as one community needs it: durable, one writer at a time, and the writers in a queue."""
