"""What the patient's own course says depends on the day where the patient lives, not on the server's."""

from datetime import date, timedelta

from server.alerts.models import Alert
from server.courses.rules import CourseState
from tests.builders import World

# A patient far to the west of the clinic, where it is Monday, ten in the morning.
ZONE, SUNDAY = "Pacific/Honolulu", date(2026, 11, 22)


def test_the_day_is_that_of_the_patients_zone(world: World) -> None:
    patient = world.patient(zone=ZONE)
    world.course(patient, SUNDAY, days=[SUNDAY, SUNDAY + timedelta(days=1)])
    course = world.client_of(patient).get("/api/my-course").json["course"]
    assert (course["session_today"], course["treatment_days"]) == (1, ["2026-11-22", "2026-11-23"])


def test_a_call_late_at_night_belongs_to_the_course_that_had_begun_by_then(world: World) -> None:
    patient = world.patient(zone=ZONE)
    world.course(patient, SUNDAY + timedelta(days=1), state=CourseState.PLANNED)
    ended = world.course(patient, date(2026, 6, 1), state=CourseState.COMPLETED, ended_on=date(2026, 7, 20))
    assert world.client_of(patient).post("/api/call-me", json={}).status_code == 200
    (alert,) = world.rows(Alert)
    assert alert.course_id == ended.id
