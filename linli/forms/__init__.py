"""Forms as data: one declaration gives the page and the checks."""
