"""Importing what a clinic brings along: earlier scores and sessions, and what its devices export."""
