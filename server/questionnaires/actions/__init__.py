"""Deeds upon responses."""
