"""Rules of the ground floor."""
