"""Making what is due due, each once."""

from datetime import datetime
from uuid import uuid4

from server.checkins.queries import local_day
from server.db import insert_or_nothing, insert_or_replace, table_of
from server.people.models import Clinic
from server.questionnaires.queries import due_for_course
from server.reminders.models import JobTick, Occurrence
from server.reminders.queries import running_courses_with_zone

QUESTIONNAIRE = "questionnaire"


def make_due(clinic: Clinic, now: datetime) -> int:
    """Note every questionnaire that is due for the clinic's running courses. Returns how many are new.

    Whatever fell due while no job ran is caught up, because the rows are derived from the schedule and not from ticks.
    """
    rows = []
    for course, zone in running_courses_with_zone(clinic.id):
        for due in due_for_course(course, local_day(now, zone)):
            rows.append(
                {
                    "clinic_id": clinic.id,
                    "id": uuid4(),
                    "kind": QUESTIONNAIRE,
                    "subject": f"{course.id}:{due.instrument}:{due.timepoint}",
                    "local_date": due.due_on,
                    "patient_id": course.patient_id,
                    "course_id": course.id,
                    "planned_at": now,
                }
            )
    return insert_or_nothing(table_of(Occurrence), rows)


def note_tick(job: str, result: int, now: datetime) -> None:
    """Note that a job finished, so that /health can tell when jobs stand still."""
    insert_or_replace(table_of(JobTick), [{"job": job, "finished_at": now, "result": result}])
