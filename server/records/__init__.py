"""What concerns all records of a person or a clinic: import, later one's own data, and erasure."""
