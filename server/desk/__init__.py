"""The clinician's compositions: the caseload and the course page."""
