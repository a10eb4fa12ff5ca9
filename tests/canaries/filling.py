"""What a furnished house does not have: at least one row of the house's own patient in every table with text."""

from datetime import timedelta
from uuid import uuid4

from server.access import Role
from server.alerts.models import AlertEvidence
from server.audit.models import Correction
from server.audit.models.chain import AuditDetail
from server.checkins.models import AdverseEventNote
from server.courses.models.background import PriorTms
from server.courses.models.course import CourseAnchor, CourseStateChange
from server.courses.models.hold import Hold
from server.courses.models.screen import ReCheck, SafetyScreen
from server.courses.rules import CourseState
from server.courses.rules.hold import HoldKind
from server.courses.rules.plan import AnchorCause
from server.courses.rules.screen import FORMS, NEWEST_FORM
from server.messages.models import OutgoingMessage
from server.messages.rules import Channel
from server.outcomes.models import Review
from server.people.models.sso import StaffIdentity
from server.phone.models import Unplaced
from server.records.models import Imported
from server.records.models.leaving import Leaving
from server.records.rules.leaving import LeavingState, What
from tests.api.examples.house import House
from tests.builders import World

WORDS = "Words"
NO = {each.key: {"answer": "no", "detail": ""} for each in FORMS[NEWEST_FORM]}


def fill(world: World, house: House) -> None:
    """Add the rows. What stands in their texts is overwritten with a token afterwards."""
    now, today = world.clock.now, world.clock.now.date()
    clinic, patient, course = house.course.clinic_id, house.course.patient_id, house.course.id
    clinician = house.people[Role.CLINICIAN].id
    ours = {"clinic_id": clinic, "patient_id": patient}
    of_course = {"clinic_id": clinic, "course_id": course}
    cleared = {"cleared_at": now, "cleared_by": clinician, "clear_reason": WORDS}
    world.check_in(house.course, today - timedelta(days=1), 4, effects={"other": 1}, note=WORDS)
    world.add(
        AuditDetail(entry_id=uuid4(), old={"a": 1}, new={"a": 2}, reason=WORDS, salt=WORDS, **ours),
        Correction(
            at=now, actor_id=clinician, kind="course", record_id=course, before={}, after={}, reason=WORDS, **ours
        ),
        Imported(id=uuid4(), kind="score", content={}, file=WORDS, line=1, imported_at=now, **ours),
        Unplaced(content_hash=WORDS, content="{}", reason=WORDS, received_at=now, **ours),
        Leaving(
            what=What.ERASE, words=WORDS, asked_at=now, state=LeavingState.DECLINED, ended_at=now, ended_by=clinician,
            answer=WORDS, **ours,
        ),
        PriorTms(had=True, device=WORDS, note=WORDS, recorded_at=now, **ours),
        CourseAnchor(
            moved_from=today, moved_to=today, cause=AnchorCause.MOVED, reason=WORDS, at=now, by=clinician,
            **of_course,
        ),
        CourseStateChange(
            was=CourseState.ACTIVE, becomes=CourseState.PAUSED, on=today, reason=WORDS, note=WORDS, at=now,
            by=clinician, **of_course,
        ),
        Hold(kind=HoldKind.FAINTING, detail=WORDS, placed_on=today, placed_at=now, **cleared, **of_course),
        SafetyScreen(
            id=uuid4(), number=0, form=NEWEST_FORM, answers=NO, filled_in_by=clinician, filled_in_at=now,
            **cleared, **of_course,
        ),
        ReCheck(id=uuid4(), on=today, answers={}, detail=WORDS, recorded_by=clinician, recorded_at=now, **of_course),
        Review(
            at=now, by=clinician, by_name=WORDS, decision="continue", note=WORDS, of_facts=1, scores={}, **of_course
        ),
        AlertEvidence(rule="SI-1", evidence=WORDS, on=today, at=now, **of_course),
        AdverseEventNote(
            clinic_id=clinic, event_id=house.ids["event_id"], on=today, words=WORDS, written_at=now,
            written_by=clinician,
        ),
        OutgoingMessage(
            clinic_id=clinic, key=f"{house.ids['alert_id']} {uuid4()}", channel=Channel.EMAIL, recipient=WORDS,
            kind="x", values={}, created_at=now, not_before=now,
        ),
        StaffIdentity(account_id=clinician, issuer=WORDS, subject=str(clinician), linked_at=now),
    )  # fmt: skip
