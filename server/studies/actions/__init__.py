"""The deeds of study coordinators and researchers."""
