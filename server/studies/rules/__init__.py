"""Who takes part in a study, under which pseudonym, and what of their data may leave the house. Pure."""
