"""The patient's compositions: sync, today, my course."""
