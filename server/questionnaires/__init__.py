"""Questionnaires: instruments as data files, the answers that were given, their scores, and what is due when."""
