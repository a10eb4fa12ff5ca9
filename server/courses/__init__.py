"""Courses of treatment: one indication, one protocol, a plan of treatment days, and the sessions that took place."""
