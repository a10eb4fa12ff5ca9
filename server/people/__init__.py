"""Clinics, the people in them, and how they come in."""
