"""Noting what fell due, each once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from server.db import insert_or_nothing, insert_or_replace, table_of
from server.reminders.models import JobTick, Occurrence
from server.reminders.queries import DueNow

QUESTIONNAIRE = "questionnaire"


def note_due(clinic_id: UUID, found: Sequence[DueNow], now: datetime) -> int:
    """Note every questionnaire that is due. Returns how many are new.

    Whatever fell due while no job ran is caught up, because it is derived from the schedule and not from ticks.
    """
    rows = [
        {
            "clinic_id": clinic_id,
            "id": uuid4(),
            "kind": QUESTIONNAIRE,
            "subject": f"{each.course_id}:{each.due.instrument}:{each.due.timepoint}",
            "local_date": each.due.due_on,
            "patient_id": each.patient_id,
            "course_id": each.course_id,
            "planned_at": now,
        }
        for each in found
    ]
    return insert_or_nothing(table_of(Occurrence), rows)


def note_tick(job: str, result: int, now: datetime) -> None:
    """Note that a job finished, so that /health can tell when jobs stand still."""
    insert_or_replace(table_of(JobTick), [{"job": job, "finished_at": now, "result": result}])
