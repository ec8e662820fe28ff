"""Reaching the people of a case: the way that they chose, who was not reached, what the desk did about it."""
