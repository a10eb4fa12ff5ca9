"""Asking that a patient's entries be filed again, once the days that decide about them have changed."""

from datetime import datetime
from uuid import UUID

from server.courses.models.refiling import Refiling
from server.db import insert_or_replace, table_of


def ask_for_refiling(clinic_id: UUID, patient_id: UUID, now: datetime) -> None:
    """Say that a span of one of the patient's courses changed. The entries belong to higher features: their job files
    them."""
    row = {"clinic_id": clinic_id, "patient_id": patient_id, "asked_at": now}
    insert_or_replace(table_of(Refiling), [row])
