"""Micro-wishes (微心愿): the first capability."""
