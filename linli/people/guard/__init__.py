"""Guarding people: pages of alarms, and what is watched for: wrong tries and looks that no event proves."""
