"""House rules, each a test."""
