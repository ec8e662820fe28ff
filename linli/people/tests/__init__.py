"""Rules of the people floor."""
