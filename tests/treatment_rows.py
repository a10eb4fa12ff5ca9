"""Rows that belong to a course or a session, for the builders."""

from uuid import uuid4

from server.courses.models.course import Course
from server.courses.models.screen import SafetyScreen
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.rules.screen import FORMS, NEWEST_FORM


def screen_of(course: Course) -> SafetyScreen:
    """A safety screen on which every answer is no."""
    return SafetyScreen(
        clinic_id=course.clinic_id,
        id=uuid4(),
        course_id=course.id,
        number=1,
        form=NEWEST_FORM,
        answers={each.key: {"answer": "no", "detail": ""} for each in FORMS[NEWEST_FORM]},
        filled_in_by=uuid4(),
        filled_in_at=course.created_at,
    )


def block_of(session: TreatmentSession) -> StimulationBlock:
    """The stimulation of an ordinary session."""
    return StimulationBlock(
        clinic_id=session.clinic_id,
        session_id=session.id,
        number=1,
        target="L DLPFC",
        intensity_percent_mt=120,
        pulses=3000,
        frequency_hz=10.0,
    )
