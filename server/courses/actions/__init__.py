"""Deeds upon courses."""
