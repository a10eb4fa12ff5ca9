"""Reading responses, and what is due."""
