"""Alerts: what a clinician must see, owned and open until someone writes what was done."""
