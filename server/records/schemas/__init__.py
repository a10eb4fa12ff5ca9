"""Shapes of what patients take along, and of how they leave."""
