"""Linli 邻里: an open system for the work of neighbourhood communities."""
