"""Time in a case: its limits, what is done to its clock, how it stands in words, and what happens when it runs out."""
