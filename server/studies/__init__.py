"""Studies: who consented, and frozen, de-identified exports of what they gave."""
