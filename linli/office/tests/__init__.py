"""Rules of the office floor."""
