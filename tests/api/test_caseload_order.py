"""The order of the caseload: what the database makes of it is what the rule says."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID, uuid4

import pytest

from server.access import Actor, Role
from server.alerts.models import Alert
from server.alerts.rules import Level
from server.courses.models.course import Course
from server.courses.models.hold import Hold
from server.courses.rules import ENDED, CourseState, MoodScale
from server.courses.rules.hold import HoldKind
from server.db import Record, db
from server.desk.queries.caseload import STATES, caseload_of
from server.desk.rules import Place, Rank, place_of, read_cursor
from server.outcomes.models import Review, Summary
from server.outcomes.rules.setback import Turn
from server.people.models import Patient
from tests.builders import World

TODAY = date(2026, 11, 23)


def days_ago(draw: Random, *days: int, never: float) -> date | None:
    return None if draw.random() < never else TODAY - timedelta(days=draw.choice(days))


def scattered(clinic_id: UUID, now: datetime, draw: Random) -> list[list[Record]]:
    """A course of an own patient, with figures, reviews and an alert as the dice fall, parents before children."""
    patient_id, course_id = uuid4(), uuid4()
    state = draw.choice([*CourseState, *[CourseState.ACTIVE] * 3])
    started_on = TODAY - timedelta(days=draw.choice([-3, 0, 2, 3, 4, 5, 5, 30, 465, 470, 470]))
    course = {"indication": "mdd", "protocol": "hf10_std", "mood_scale": MoodScale.ELEVEN, "planned_sessions": 36}
    sight = {"by": clinic_id, "by_name": "Dr.", "decision": "continue", "note": "", "of_facts": 0, "scores": {}}
    instants = [now, now - timedelta(days=20), datetime.combine(TODAY - timedelta(days=3), time.min, UTC)]
    children: list[Record] = [
        Review(clinic_id=clinic_id, course_id=course_id, at=at, **sight)
        for at in draw.sample(instants, draw.choice([0, 0, 1, 2]))
    ]
    if draw.random() < 0.9:
        setback = draw.choice([None, None, *Turn])
        overdue_on = days_ago(draw, -2, 0, 4, 5, never=0.5)
        awaited = {"phq-9": {"key": "week-2", "due_on": "2026-11-16", "overdue_on": f"{overdue_on}"}}
        children.append(
            Summary(
                clinic_id=clinic_id,
                course_id=course_id,
                of_facts=0,
                of_rules=1,
                of_settings=1,
                sessions_done=12,
                sessions_missed=0,
                milestone_on=days_ago(draw, 0, 3, 20, never=0.4),
                setback=setback,
                setback_on=days_ago(draw, 1, 4, 8, never=0) if setback else None,
                days_logged=3,
                last_log_on=days_ago(draw, -1, 0, 3, 4, 5, 40, never=0.3),
                latest_on=days_ago(draw, 4, 5, 6, never=0.2),
                reliable=draw.choice([None, None, None, "improvement", "deterioration"]),
                measures={},
                answered={},
                awaited=awaited if overdue_on else {},
                overdue_on=overdue_on,
            )
        )
    if draw.random() < 0.1:
        held = {"kind": HoldKind.OTHER, "detail": "", "placed_on": TODAY - timedelta(days=draw.choice([0, 1, 1]))}
        cleared = {"cleared_at": now, "clear_reason": "Seen by Dr."} if draw.random() < 0.2 else {}
        children.append(Hold(clinic_id=clinic_id, course_id=course_id, placed_at=now, **held, **cleared))
    if draw.random() < 0.1:
        rule, level = draw.choice([("SI-1", Level.RED), ("AE-2", Level.AMBER)])
        due_at = now + timedelta(hours=draw.choice([-1, 1, 2]))
        said = {"value": 1, "title": rule, "detail": "", "times": 1, "felt_at": now, "received_at": now}
        children.append(
            Alert(
                clinic_id=clinic_id, patient_id=patient_id, rule=rule, level=level, raised_at=now, due_at=due_at, **said
            )
        )
    return [
        [
            Patient(
                clinic_id=clinic_id,
                id=patient_id,
                name="Pat",
                zone="Europe/Berlin",
                died_on=TODAY if state is CourseState.DECEASED or draw.random() < 0.05 else None,
                created_at=now,
            )
        ],
        [
            Course(
                clinic_id=clinic_id,
                id=course_id,
                patient_id=patient_id,
                state=state,
                started_on=started_on,
                ended_on=started_on + timedelta(days=40) if state in ENDED else None,
                facts=draw.choice([0, 3]),
                created_at=now,
                **course,
            )
        ],
        children,
    ]


@pytest.fixture
def scattered_clinic(world: World) -> Actor:
    draw = Random(20261123)
    courses = [scattered(world.home.id, world.clock.now, draw) for _ in range(500)]
    with world.transaction():
        for generation in zip(*courses, strict=True):
            db.session.add_all(row for rows in generation for row in rows)
            db.session.flush()
    return world.staff(Role.CLINICIAN).actor


@pytest.mark.parametrize("state", ["running", "ended", "all"])
def test_the_database_puts_courses_where_the_rule_says(world: World, scattered_clinic: Actor, state: str) -> None:
    """The order is decided twice, once by SQL: every reason and every tie must come out alike."""
    courses = {course.id: course for course in world.rows(Course)}
    listed: list[Place] = []
    after: Place | None = None
    more = True
    while more:
        part = world.run(caseload_of, scattered_clinic, state, 50, after, world.clock.now, mode="read")
        listed += [place_of(row.course_id.hex, courses[row.course_id].started_on, row.attention) for row in part.rows]
        more = part.next is not None
        after = read_cursor(part.next) if more else None
    assert listed == sorted(listed)
    assert len(listed) == part.total == sum(each.state in STATES[state] for each in courses.values())
    assert state != "running" or {each.rank for each in listed} == set(Rank) - {Rank.BLUE_ALERT}
