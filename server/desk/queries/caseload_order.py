"""The order of the caseload, decided by the database: for five thousand courses it is ten times as fast as Python.

desk.rules says for one course why it needs somebody; a test holds that both put courses in the same order.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, case, exists, func, literal, or_, select

from server.access import Actor
from server.alerts.models import Alert
from server.alerts.rules import ORDER
from server.courses.models.course import Course
from server.courses.models.hold import Hold
from server.courses.rules import FOLLOW_UP_REACH, SILENT, CourseState
from server.db import db
from server.desk.rules import OpenAlert, Place, Rank, quiet_since
from server.outcomes.models import Review, Summary
from server.outcomes.rules.reliable_change import Reliable
from server.outcomes.rules.setback import Turn
from server.people.models import Patient

_NEVER = date(1, 1, 1)  # the urgency of those who have none
_HELD_SINCE = (
    select(func.min(Hold.placed_on))
    .where(Hold.clinic_id == Course.clinic_id, Hold.course_id == Course.id, Hold.cleared_at.is_(None))
    .correlate(Course)
    .scalar_subquery()
)
_DAYS = (
    _HELD_SINCE.label("held_since"),
    func.coalesce(Summary.latest_on, Course.started_on).label("worse_on"),
    Summary.overdue_on,
    Summary.setback_on,
    case((Summary.last_log_on >= Course.started_on, Summary.last_log_on), else_=Course.started_on).label("quiet_on"),
)


def alerted_places(
    actor: Actor, states: Sequence[CourseState], alerts: Mapping[UUID, Sequence[OpenAlert]], after: Place | None
) -> list[Place]:
    """The places behind `after` of the courses whose patients have an open alert, in order; there are few."""
    if not alerts or (after is not None and after.rank > Rank.BLUE_ALERT):
        return []
    found = []
    for course_id, patient_id, started_on in db.session.execute(
        select(Course.id, Course.patient_id, Course.started_on).where(
            Course.clinic_id == actor.clinic_id, Course.state.in_(states), Course.patient_id.in_(list(alerts))
        )
    ):
        rank, urgency = min((ORDER[each.level], int(each.due_at.timestamp())) for each in alerts[patient_id])
        found.append(Place(rank, urgency, -started_on.toordinal(), course_id.hex))
    return sorted(place for place in found if after is None or place > after)


def places_behind(
    actor: Actor, states: Sequence[CourseState], after: Place | None, today: date, limit: int
) -> list[Place]:
    """The first `limit` places behind `after` of the courses whose patients have no open alert, in order."""
    reasons = _reasons(today)
    died = Course.patient_id.in_(
        select(Patient.id).where(Patient.clinic_id == actor.clinic_id, Patient.died_on.is_not(None))
    )
    rank = case((died, int(Rank.CALM)), *((where, int(each)) for each, where, _ in reasons), else_=int(Rank.CALM))
    alerted = exists().where(
        Alert.clinic_id == Course.clinic_id, Alert.patient_id == Course.patient_id, Alert.closed_at.is_(None)
    )
    ranked = (
        select(rank.label("rank"), Course.started_on, Course.id, *_DAYS)
        .outerjoin(Summary, (Summary.clinic_id == Course.clinic_id) & (Summary.course_id == Course.id))
        .where(Course.clinic_id == actor.clinic_id, Course.state.in_(states), ~alerted)
        # Kept as a table: else a database works out the reasons anew wherever the outer query names the rank.
        .cte("ranked")
        .prefix_with("MATERIALIZED")
    ).c
    day = case(*((ranked.rank == int(each), ranked[since]) for each, _, since in reasons), else_=literal(_NEVER, Date))
    urgent_since = day.label("urgent_since")
    ordered = select(ranked.rank, urgent_since, ranked.started_on, ranked.id).order_by(
        ranked.rank, urgent_since, ranked.started_on.desc(), ranked.id
    )
    if after is not None and after.rank > Rank.BLUE_ALERT:
        ordered = ordered.where(_is_behind(ranked, day, after))
    return [
        Place(each.rank, _urgency(each.urgent_since), -each.started_on.toordinal(), each.id.hex)
        for each in db.session.execute(ordered.limit(limit))
    ]


def _reasons(today: date) -> list[tuple[Rank, ColumnElement[bool], str]]:
    """(rank, when it holds, which of the days says how urgent it is), the most urgent rank first, as in desk.rules."""
    reviewed_at = (
        select(func.max(Review.at))
        .where(Review.clinic_id == Course.clinic_id, Review.course_id == Course.id)
        .scalar_subquery()
    )
    active = Course.state == CourseState.ACTIVE
    # Days are counted here and only compared there: databases reckon with dates each in its own way.
    quiet_day = quiet_since(today)
    begun_long_ago = Course.started_on <= quiet_day + timedelta(days=1)
    logged_lately = and_(Summary.last_log_on.is_not(None), Summary.last_log_on > quiet_day)
    late = and_(
        Summary.overdue_on <= today,
        Course.state.not_in(SILENT),
        or_(Course.ended_on.is_(None), Course.ended_on >= today - FOLLOW_UP_REACH),
    )
    # A day compares as its first moment, as in the rule.
    unreviewed = func.coalesce(reviewed_at < Summary.milestone_on, True)
    has_slipped = Summary.setback.in_([Turn.RESPONSE_LOST.value, Turn.RISEN.value])
    off_the_path = and_(active, Summary.setback == Turn.OFF_THE_PATH.value)
    return [
        (Rank.ON_HOLD, _HELD_SINCE.is_not(None), "held_since"),
        (Rank.WORSE, Summary.reliable == Reliable.DETERIORATION.value, "worse_on"),
        (Rank.SETBACK, has_slipped, "setback_on"),
        (Rank.OVERDUE, late, "overdue_on"),
        (Rank.QUIET, and_(active, Summary.course_id.is_not(None), begun_long_ago, ~logged_lately), "quiet_on"),
        (Rank.OFF_THE_PATH, off_the_path, "setback_on"),
        (Rank.UNREVIEWED, and_(active, Summary.milestone_on.is_not(None), unreviewed), "started_on"),
        (Rank.NOT_BEGUN, and_(Course.state == CourseState.PLANNED, Course.started_on < today), "started_on"),
        (Rank.NO_FIGURES, and_(Summary.course_id.is_(None), Course.facts > 0), "started_on"),
    ]


def _urgency(urgent_since: date) -> int:
    return 0 if urgent_since == _NEVER else urgent_since.toordinal()


def _is_behind(ranked: Any, day: Any, after: Place) -> ColumnElement[bool]:
    started_on = date.fromordinal(-after.newest)
    urgent_since = date.fromordinal(after.urgency) if after.urgency else _NEVER
    return or_(
        ranked.rank > after.rank,
        and_(
            ranked.rank == after.rank,
            or_(
                day > urgent_since,
                and_(
                    day == urgent_since,
                    or_(
                        ranked.started_on < started_on,
                        and_(ranked.started_on == started_on, ranked.id > UUID(after.course_id)),
                    ),
                ),
            ),
        ),
    )
