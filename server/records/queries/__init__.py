"""What of an imported file is known already."""
