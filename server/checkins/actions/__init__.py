"""Deeds upon check-ins and adverse events."""
