"""Rules of the places floor."""
