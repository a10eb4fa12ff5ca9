"""The profile "relative-days": what of a person's data may leave the house, and in which form. Pure.

After the Safe Harbor list (45 CFR 164.514(b)(2)): no names, numbers, notes or places, no serial numbers of devices, no
ids of ours; of dates only the year, otherwise days counted from the first treatment day; ages above 89 in one band.
Relative days and not shifted dates, because treatment runs from Monday to Friday and a shift shows in the weekdays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from server.checkins.rules import EFFECTS
from server.courses.rules import DELIVERED, CourseState, MoodScale, SessionState, mood_value
from server.studies.rules.columns import Missing

PROFILE = "relative-days"
AGE_BANDS = ("0-17", "18-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80-89", "90+")

# What a portion holds of each kind of fact: these columns, in this order, after the key of what it is about.
SESSION = ("id", "number", "on", "state", "site_pain")
BLOCK = ("number", "target", "intensity_percent_mt", "pulses", "frequency_hz")
SAID_OF_A_DAY = ("mood_raw", "mood_scale", "energy", "anxiety", "sleep_hours", "sleep_quality", "any_side_effects")
CHECK_IN = ("id", "felt_on", *SAID_OF_A_DAY, "felt_at", "recorded_at", "received_at", "revision")
SIDE_EFFECT = ("effect", "grade", "timing", "hindrance", "worst_ever")
RESPONSE = (
    "instrument",
    "version",
    "mode",
    "language",
    "answers",
    "answered_on",
    "recorded_at",
    "received_at",
    "revision",
)

NO_CODES = (None, None)
Row = Sequence[Any]  # the key of the course, session or check-in, then the values named above
Columns = dict[str, Sequence[Any]]


@dataclass(frozen=True)
class CourseFacts:
    """One course of a subject. key: ours; it never leaves. The days: one for each session, in order."""

    key: str
    indication: str
    protocol: str
    mood_scale: MoodScale
    state: CourseState
    end_reason: str | None
    started_on: date
    ended_on: date | None
    planned_sessions: int
    treatment_days: Sequence[date]
    delivered_days: Sequence[date] = ()


@dataclass(frozen=True)
class SubjectFacts:
    """One person who takes part. courses: in the order in which they began."""

    pseudonym: str
    sex: str | None
    birth_date: date | None
    consented_on: date
    courses: Sequence[CourseFacts]


@dataclass(frozen=True)
class Portion:
    """The facts of a few subjects, in the order of their pseudonyms, as they are in the database.

    sessions, check_ins, responses: by the key of their course, in the order of their tables. blocks: by that of their
    session. side_effects: by that of their check-in. effect_codes: of a side effect, the clinic's own in MedDRA and in
    SNOMED CT, where it has any.
    """

    subjects: Sequence[SubjectFacts]
    sessions: Mapping[str, Sequence[Row]]
    blocks: Mapping[str, Sequence[Row]]
    check_ins: Mapping[str, Sequence[Row]]
    side_effects: Mapping[str, Sequence[Row]]
    responses: Mapping[str, Sequence[Row]]
    effect_codes: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)


@dataclass
class Laid:
    """Rows of all courses one after the other, as columns, with what places them beside each row."""

    subjects: list[str] = field(default_factory=list)
    courses: list[int] = field(default_factory=list)
    first_days: list[int] = field(default_factory=list)  # ordinals
    rows: list[Row] = field(default_factory=list)

    def columns(self, names: Sequence[str]) -> Columns:
        """The values by name, the key of the course as "course_key"."""
        return _named(("course_key", *names), self.rows)

    def days(self, on: Iterable[date]) -> list[int]:
        """The days counted from the first treatment day of the row's course."""
        return [day - first for day, first in zip(map(date.toordinal, on), self.first_days, strict=True)]


def courses_of(portion: Portion) -> Iterable[tuple[SubjectFacts, int, CourseFacts]]:
    """All courses of the portion in order, each with its subject and its number among that subject's courses."""
    return (
        (subject, number, course) for subject in portion.subjects for number, course in enumerate(subject.courses, 1)
    )


def lay_out(portion: Portion, rows: Mapping[str, Sequence[Row]]) -> Laid:
    """The rows of a kind in the order of subjects and courses."""
    laid = Laid()
    for subject, number, course in courses_of(portion):
        if block := rows.get(course.key):
            count = len(block)
            laid.subjects += [subject.pseudonym] * count
            laid.courses += [number] * count
            laid.first_days += [course.started_on.toordinal()] * count
            laid.rows += block
    return laid


def age_band(birth_date: date | None, on: date) -> str | None:
    """The band of the age in whole years on a day; above 89 all are one. None: the birth date is not known."""
    if birth_date is None:
        return None
    age = on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))
    if age < 18:
        return AGE_BANDS[0]
    return AGE_BANDS[1] if age < 30 else AGE_BANDS[min(age // 10, 9) - 1]


def subject_columns(portion: Portion) -> Columns:
    """The table `subjects`."""
    return {
        "subject": [each.pseudonym for each in portion.subjects],
        "sex": [each.sex for each in portion.subjects],
        "courses": [len(each.courses) for each in portion.subjects],
        "consent_day": [
            (each.consented_on - each.courses[0].started_on).days if each.courses else None for each in portion.subjects
        ],
    }


def course_columns(portion: Portion, as_of: date) -> Columns:
    """The table `courses`."""
    placed = list(courses_of(portion))
    states = [[row[_STATE] for row in portion.sessions.get(course.key, ())] for _, _, course in placed]
    return {
        "subject": [subject.pseudonym for subject, _, _ in placed],
        "course": [number for _, number, _ in placed],
        "start_year": [course.started_on.year for _, _, course in placed],
        "days_after_first": [(course.started_on - subject.courses[0].started_on).days for subject, _, course in placed],
        "age_band": [age_band(subject.birth_date, course.started_on) for subject, _, course in placed],
        "indication": [course.indication for _, _, course in placed],
        "protocol": [course.protocol for _, _, course in placed],
        "mood_scale": [str(course.mood_scale) for _, _, course in placed],
        "state": [str(course.state) for _, _, course in placed],
        "end_reason": [_end_reason(course) for _, _, course in placed],
        "end_day": [_end_day(course) for _, _, course in placed],
        "planned_sessions": [course.planned_sessions for _, _, course in placed],
        "sessions_given": [sum(state in DELIVERED for state in each) for each in states],
        "sessions_aborted": [each.count(SessionState.ABORTED) for each in states],
        "sessions_missed": [each.count(SessionState.MISSED) for each in states],
        "days_logged": [days_logged(portion, course) for _, _, course in placed],
        "days_possible": [days_possible(portion, course, as_of) for _, _, course in placed],
    }


def session_columns(portion: Portion) -> Columns:
    """The table `sessions`."""
    laid = lay_out(portion, portion.sessions)
    found = laid.columns(SESSION)
    return {
        "subject": laid.subjects,
        "course": laid.courses,
        "session": found["number"],
        "day": laid.days(found["on"]),
        "state": found["state"],
        "site_pain": found["site_pain"],
    }


def block_columns(portion: Portion) -> Columns:
    """The table `blocks`."""
    laid = lay_out(portion, portion.sessions)
    rows = [
        (subject, course, number, *block[1:])
        for subject, course, (_, key, number, *_) in zip(laid.subjects, laid.courses, laid.rows, strict=True)
        for block in portion.blocks.get(key, ())
    ]
    return _named(("subject", "course", "session", "block", *BLOCK[1:]), rows)


def check_in_columns(portion: Portion) -> tuple[Columns, Columns]:
    """The tables `check_ins` and `side_effects`, which share the numbers of the entries of a day."""
    laid = lay_out(portion, portion.check_ins)
    found = laid.columns(CHECK_IN)
    on = list(zip(found["course_key"], found["felt_on"], strict=True))
    days, entries = laid.days(found["felt_on"]), _places(on)
    check_ins: Columns = {
        "subject": laid.subjects,
        "course": laid.courses,
        "day": days,
        "entry": entries,
        "is_last": [day != following for day, following in zip(on, [*on[1:], None], strict=True)] if on else [],
        "mood": [
            None if raw is None else _MOODS[scale, raw]
            for scale, raw in zip(found["mood_scale"], found["mood_raw"], strict=True)
        ],
        "days_to_record": _whole_days(found["felt_at"], found["recorded_at"]),
        "days_to_receive": _whole_days(found["recorded_at"], found["received_at"]),
        **{name: found[name] for name in (*SAID_OF_A_DAY, "revision")},
    }
    effects = [
        (*place, *said, *portion.effect_codes.get(said[0], NO_CODES))
        for key, *place in zip(found["id"], laid.subjects, laid.courses, days, entries, strict=True)
        if key in portion.side_effects
        for _, *said in sorted(portion.side_effects[key], key=_rank_of_effect)
    ]
    names = ("subject", "course", "day", "entry", *SIDE_EFFECT, "meddra_pt_code", "snomed_code")
    return check_ins, _named(names, effects)


def judged_on(portion: Portion, course: CourseFacts, as_of: date) -> date:
    """The day on which it is judged what is over and what is missing.

    For a course that ended, the day of the export. For a running one, the last day of which the export tells anything:
    how far a course had come by the day of the export would give away its dates.
    """
    if course.ended_on is not None:
        return as_of
    days = (
        row[place]
        for rows, place in ((portion.sessions, _ON), (portion.check_ins, _FELT_ON), (portion.responses, _ANSWERED_ON))
        for row in rows.get(course.key, ())
    )
    return max((day for day in days if day <= as_of), default=course.started_on)


def days_possible(portion: Portion, course: CourseFacts, as_of: date) -> int:
    """Days of the course up to its end or, while it runs, to the day it is judged on; both ends included."""
    return max(0, ((course.ended_on or judged_on(portion, course, as_of)) - course.started_on).days + 1)


def days_logged(portion: Portion, course: CourseFacts) -> int:
    """Days within the course that have an entry; baseline and follow-up do not count."""
    first, last = course.started_on, course.ended_on or date.max
    return len({row[_FELT_ON] for row in portion.check_ins.get(course.key, ()) if first <= row[_FELT_ON] <= last})


_ON = 1 + SESSION.index("on")
_STATE = 1 + SESSION.index("state")
_FELT_ON = 1 + CHECK_IN.index("felt_on")
_ANSWERED_ON = 1 + RESPONSE.index("answered_on")
_RANKS = {effect: rank for rank, effect in enumerate(EFFECTS)}
_MOODS = {
    (scale.value, raw): mood_value(scale, raw)
    for scale, highest in ((MoodScale.ELEVEN, 10), (MoodScale.FACES, 4))
    for raw in range(highest + 1)
}


def _named(names: Sequence[str], rows: Sequence[Row]) -> Columns:
    """The rows as columns by name; without rows, empty columns."""
    columns: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else ((),) * len(names)
    return dict(zip(names, columns, strict=True))


def _rank_of_effect(row: Row) -> int:
    # A rank and not the word itself: databases differ in how they sort words.
    return _RANKS.get(row[1], len(_RANKS))


def _end_day(course: CourseFacts) -> int | None:
    return None if course.ended_on is None else (course.ended_on - course.started_on).days


def _end_reason(course: CourseFacts) -> str | None:
    """None: not ended early. A reason that is not in the list is withheld by the column."""
    if course.state is not CourseState.DISCONTINUED:
        return None
    return course.end_reason or Missing.NOT_RECORDED


def _places(days: Sequence[object]) -> list[int]:
    """1, 2, ... within each run of equal days."""
    places: list[int] = []
    place, before = 0, None
    for day in days:
        place = place + 1 if day == before else 1
        before = day
        places.append(place)
    return places


def _whole_days(starts: Iterable[datetime], ends: Iterable[datetime]) -> list[int]:
    """Whole days of 24 hours from one instant to another; a part of a day before it counts as -1."""
    return [(end - start).days for start, end in zip(starts, ends, strict=True)]
