"""The files that a patient takes along."""
