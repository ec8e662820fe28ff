"""Tests of the whole: house rules, what crosses floors, the browser."""
