"""Check-ins: how the patient feels on a day, and which side effects there were."""
