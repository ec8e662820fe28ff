"""Proofs under load and over many instants."""
