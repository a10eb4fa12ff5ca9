"""Which course an entry belongs to, and counting what is new about it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update

from server.access import Actor
from server.audit.actions import Kept, Said, Write
from server.audit.rules import REPEATS, Verdict
from server.courses.models.course import Course
from server.courses.queries.course import spans_of
from server.courses.rules import course_of_day
from server.db import db, table_of

_COURSES = table_of(Course)
_COUNT_FACT = (
    update(_COURSES)
    .where(_COURSES.c.clinic_id == bindparam("of_clinic"), _COURSES.c.id == bindparam("of_course"))
    .values(facts=_COURSES.c.facts + bindparam("more"))
)


def note_new_fact(clinic_id: UUID, course_id: UUID | None, facts: int = 1) -> None:
    """Say that so much about the course is new, so that what was computed from it is stale. None: no course.

    A counter and not a time: a request that began before a job but commits after it would carry the older time, and
    the job's result would pass for fresh. The database counts, so that no two requests count the same.
    """
    if course_id is not None:
        db.session.execute(_COUNT_FACT, {"of_clinic": clinic_id, "of_course": course_id, "more": facts})


@dataclass(frozen=True)
class News:
    """A write that was not known, and the course that its day belongs to; None: near no course, or a delete."""

    write: Write
    content: dict[str, Any] | None
    kept: Kept
    course_id: UUID | None

    @property
    def changes_entry(self) -> bool:
        return self.kept.verdict in (Verdict.FIRST, Verdict.NEWER)


def news_in(patient: Actor, said: Sequence[Said], kept: Sequence[Kept], day: str) -> list[News]:
    """Which of the writes say something new, in their order. day: where their content names the patient's day."""
    new = [(*each, its) for each, its in zip(said, kept, strict=True) if its.verdict not in REPEATS]
    spans = spans_of(patient.clinic_id, patient.person_id) if new else []
    return [
        News(write, content, its, None if content is None else course_of_day(spans, content[day]))
        for write, content, its in new
    ]


def replaced_by(news: Sequence[News]) -> list[UUID]:
    """The entries that were there before the first of these writes and are no longer what the clinic holds."""
    earliest: dict[UUID, Verdict] = {}
    for each in news:
        if each.changes_entry:
            earliest.setdefault(each.write.record_id, each.kept.verdict)
    return [record_id for record_id, verdict in earliest.items() if verdict is Verdict.NEWER]


def left_by(news: Sequence[News]) -> list[News]:
    """What the entries are after the last of these writes, the deleted ones left out."""
    last = {each.write.record_id: each for each in news if each.changes_entry}
    return [each for each in last.values() if each.content is not None]


def note_facts_in(news: Sequence[News], clinic_id: UUID, held_by: Mapping[UUID, UUID | None]) -> None:
    """Count a fact for each course that an entry came to or left. held_by: stored entry -> its course."""
    courses = dict(held_by)
    facts: Counter[UUID] = Counter()
    for each in news:
        if each.changes_entry:
            touched = {courses.get(each.write.record_id), each.course_id}
            facts.update(course_id for course_id in touched if course_id is not None)
            courses[each.write.record_id] = each.course_id
    for course_id in sorted(facts):  # always in one order, so that no two requests wait for each other
        note_new_fact(clinic_id, course_id, facts[course_id])
