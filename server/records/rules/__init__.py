"""What the lines of imported files mean. Pure."""
