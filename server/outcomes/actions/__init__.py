"""Keeping summaries fresh, and signing reviews."""
