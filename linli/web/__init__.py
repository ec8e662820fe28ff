"""The site: what every page passes through, health, home, errors."""
