"""Outcomes: what became of a course. Derived from stored facts, and rebuildable from them at any time."""
