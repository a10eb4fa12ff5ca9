"""Decisions and formulas about questionnaires. Pure."""
