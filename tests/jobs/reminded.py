"""What the tests of reminders share: somebody who is reminded, and the two jobs."""

from datetime import timedelta
from typing import Any

from server import jobs
from server.courses.models.course import Course
from server.db import db
from server.people.models import Clinic
from server.reminders.models.reminder import Reminder, ReminderPreference
from server.reminders.rules import Skip, Way
from tests.builders import World

(REMIND,) = [job for job in jobs.SCHEDULE if job.name == "remind patients"]
SEND = next(job for job in jobs.SCHEDULE if job.name == "send reminders")
EVENING = 8  # hours from the tests' now to 18:00 in Berlin
ADDRESS = "patient@example.org"


def reminded(world: World, course: Course, way: Way = Way.EMAIL, **rest: Any) -> None:
    """The patient of the course is reminded on that way, as chosen the day before."""
    values: dict[str, Any] = {"way": way, "set_at": world.clock.now - timedelta(days=1), **rest}
    if way is Way.EMAIL:
        values |= {"email": ADDRESS, "email_confirmed_at": values["set_at"]}
    with world.transaction():
        row = ReminderPreference(clinic_id=course.clinic_id, patient_id=course.patient_id, **values)
        db.session.merge(row)


def tick(world: World) -> int:
    """What two job processes do in one minute. Returns how many messages were sent."""
    for _ in range(2):
        jobs.run(world.app, REMIND)
    return jobs.run(world.app, SEND) + jobs.run(world.app, SEND)


def ledger(world: World, clinic: Clinic) -> list[tuple[str, bool, Skip | None]]:
    """(step, whether it was sent, why not) in the order of their times."""
    rows = sorted(world.rows(Reminder, clinic_id=clinic.id), key=lambda each: (each.due_at, each.step))
    return [(each.step.value, each.sent_at is not None, each.skip) for each in rows]
