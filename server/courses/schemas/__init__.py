"""Courses as JSON."""
