"""Raising alerts, and what staff do about them. Lower than every feature that reports: they call `raise_alerts`."""

from server.alerts.actions.raising import raise_alerts

__all__ = ["raise_alerts"]
