"""Who did what to which record, and what every revision of a patient's entry said. Rows are added, never changed."""
