"""What leaves the house: e-mail and signed web hooks, queued with the deed and delivered by a job."""
