"""Reading the ledger of what payers authorised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from server.access import Actor
from server.clinic_settings import value_of
from server.courses.models.authorisation import Authorisation
from server.courses.models.course import Course
from server.courses.queries.course import find_course
from server.courses.queries.plan import delivered_days_of, plan_of
from server.courses.rules import ENDED
from server.courses.rules.authorisation import Authorised, Standing, Warned, standing_of
from server.courses.rules.plan import PlannedDay
from server.db import db
from server.errors import NotFound
from server.people.queries import settings_of


@dataclass(frozen=True)
class Ledger:
    """The ledger of a course: each line with the sessions used under it, and where it stands altogether."""

    lines: Sequence[dict[str, Any]]
    standing: Standing

    @property
    def authorised(self) -> int | None:
        return self.standing.authorised

    @property
    def left(self) -> int | None:
        return self.standing.left

    @property
    def uncovered(self) -> int:
        return self.standing.uncovered

    @property
    def warnings(self) -> Sequence[Warned]:
        return self.standing.warnings


def find_authorisation(actor: Actor, authorisation_id: UUID) -> Authorisation:
    """Raises NotFound also for lines of courses that the actor may not see."""
    line = db.session.scalar(
        select(Authorisation).where(Authorisation.clinic_id == actor.clinic_id, Authorisation.id == authorisation_id)
    )
    if line is None:
        raise NotFound("No such authorisation.")
    find_course(actor, line.course_id)
    return line


def ledger_of(course: Course, today: date) -> Ledger:
    """The ledger of a course that the caller may see, oldest line first. today: the clinic's day."""
    rows = db.session.scalars(
        select(Authorisation)
        .where(Authorisation.clinic_id == course.clinic_id, Authorisation.course_id == course.id)
        .order_by(Authorisation.recorded_at, Authorisation.id)
    ).all()
    lines = [
        Authorised(each.id, each.state, each.units, each.covers_from, each.covers_until, each.appeal_until, each.number)
        for each in rows
    ]
    chosen = settings_of(course.clinic_id)
    delivered = delivered_days_of(course.clinic_id, course.id)
    standing = standing_of(
        lines,
        delivered,
        [] if course.state in ENDED else to_come(plan_of(course.clinic_id, course.id), delivered, today),
        today,
        value_of(chosen, "courses.few_authorised_left"),
        value_of(chosen, "courses.authorisation_expires_days"),
    )
    shown = [{**_values(each), "used": standing.used[each.id]} for each in rows]
    return Ledger(shown, standing)


def to_come(days: Sequence[PlannedDay], delivered: Sequence[date], today: date) -> list[date]:
    """The day of each session that is still planned, maintenance included; those of past days have been missed."""
    return [
        each.on for each in days for _ in range(max(each.sessions - delivered.count(each.on), 0)) if each.on >= today
    ]


def _values(line: Authorisation) -> dict[str, Any]:
    return {column.key: getattr(line, column.key) for column in Authorisation.__mapper__.column_attrs}
