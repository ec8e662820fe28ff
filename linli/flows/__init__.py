"""Flows: tables of steps, and the two doors by which a record with a state changes."""
