"""Treatment protocols, indications, and the calendar that a course's questionnaires hang on. Pure."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from server.courses.rules import CoilType, weekdays_plan
from server.errors import Invalid
from server.wording import Sentence, Term, say

# A letter, two digits (the second may be a letter) and up to four characters behind the point.
ICD_10 = r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?"


class Pattern(StrEnum):
    REPETITIVE = "rTMS"
    THETA_BURST = "iTBS"
    CONTINUOUS_THETA_BURST = "cTBS"
    DEEP = "dTMS"


@dataclass(frozen=True)
class Stimulation:
    """One stimulation of a session, as the protocol prescribes it; (lowest, highest) where the source gives a range.

    trains None: the source does not say how the pulses are grouped. frequency_hz: for theta bursts, within a burst.
    """

    target: str
    pattern: Pattern
    frequency_hz: float
    trains: int | None
    pulses_per_train: int | None
    train_seconds: float | None
    pause_seconds: float | None
    pulses: tuple[int, int]
    intensity_percent: tuple[int, int]
    intensity_of: str


@dataclass(frozen=True)
class SchedulePlan:
    """When one instrument is asked in a course.

    baseline_days: how many days before the first session its window opens. every_days, every_sessions: between two
    questionnaires of the acute phase, at most one of them given. at_sessions: after which sessions it is asked besides,
    those of the taper included. taper_end: also at the last session, if the taper takes a week or more. follow_up:
    (key, months, days) after the last session, one of months and days being 0. recall_overlaps: keys of timepoints at
    which the instrument looks back on days before the treatment, since the course is shorter than its recall.
    """

    instrument: str
    baseline_days: int
    every_days: int | None
    taper_end: bool
    follow_up: tuple[tuple[str, int, int], ...]
    every_sessions: int | None = None
    at_sessions: tuple[int, ...] = ()
    recall_overlaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Protocol:
    """A preset of how to stimulate and how often.

    sessions: (lowest, highest) of a course with its taper, None where practice varies. taper: sessions per week after
    the acute phase, included in `sessions`. schedule: None where the indication's own holds.
    """

    key: str
    name: str
    status: str
    coil: str
    stimulations: tuple[Stimulation, ...]
    net_minutes: tuple[float, float] | None
    sessions_range: tuple[int, int] | None
    sessions_per_day: int
    minutes_between: int | None
    taper: tuple[int, ...]
    schedule: tuple[SchedulePlan, ...] | None
    source: str
    indications: tuple[str, ...] = ()  # filled in by the library, from the indications that name it

    @property
    def sessions(self) -> int | None:
        """How many sessions to plan unless the clinician says otherwise; None: the clinician must say."""
        return None if self.sessions_range is None else self.sessions_range[1]

    @property
    def target(self) -> str:
        return ", then ".join(each.target for each in self.stimulations)


@dataclass(frozen=True)
class AgeSpan:
    """Whole years that a label covers, both included. to None: no end. remark: what the label adds for them."""

    since: int
    to: int | None
    remark: str | None

    def holds(self, age: int) -> bool:
        return self.since <= age and (self.to is None or age <= self.to)

    def words(self) -> Sentence:
        """For a sentence, such as "15 to 21 years (adjunct)"."""
        since = say("{since} years and older", since=self.since)
        years = since if self.to is None else say("{since} to {to} years", since=self.since, to=self.to)
        return years if self.remark is None else say("{years} ({remark})", years=years, remark=Term(self.remark))


@dataclass(frozen=True)
class Indication:
    """What is treated. primary: the instrument that the outcome is read from. on_label: the protocols that are cleared
    for it in the United States; a course with another one of `protocols` is off-label. icd10: code -> what it is.
    ages: that the label covers; treating others is possible and asked about."""

    key: str
    title: str
    name: str
    primary: str
    protocols: tuple[str, ...]
    on_label: tuple[str, ...]
    schedule: tuple[SchedulePlan, ...]
    source: str
    icd10: Mapping[str, str]
    ages: tuple[AgeSpan, ...]

    @property
    def instruments(self) -> tuple[str, ...]:
        return tuple(plan.instrument for plan in self.schedule)


@dataclass(frozen=True)
class CourseDays:
    """The days of a course that questionnaires are timed by. ends_on: the last session, taper included.

    session_days: the day of the first session, of the second, and so on: the recorded one where it was given, else the
    planned one. Shorter than the course where sessions were missed and no day is planned for making them up.
    """

    started_on: date
    acute_ends_on: date
    ends_on: date
    session_days: tuple[date, ...] = ()


def coil_type_of(protocol: Protocol) -> CoilType:
    """The kind of coil that the protocol is given with."""
    return CoilType(protocol.coil) if protocol.coil in list(CoilType) else CoilType.OTHER


def plans_of(indication: Indication, protocol: Protocol) -> tuple[SchedulePlan, ...]:
    """The plans that hold for a course: the protocol's own (five-day courses), else the indication's."""
    return indication.schedule if protocol.schedule is None else protocol.schedule


def sessions_to_plan(protocol: Protocol, said: int | None) -> int:
    """How many sessions a new course gets: what the clinician said, else the protocol's number. Raises Invalid if there
    is neither."""
    planned = said or protocol.sessions
    if planned is None:
        raise Invalid(
            "This protocol has no usual number of sessions. Say how many are planned.", field="planned_sessions"
        )
    return planned


def planned_days(
    protocol: Protocol, started_on: date, sessions: int, closed: Container[date] = ()
) -> list[tuple[date, int]]:
    """(day, sessions on it) of a course, in order: Monday to Friday, with the protocol's sessions per day and taper.

    closed: days on which the clinic does not treat.
    """
    each = protocol.sessions_per_day
    days = weekdays_plan(started_on, -(-sessions // each), protocol.taper, closed)
    return [(day, min(each, sessions - each * done)) for done, day in enumerate(days)]


def course_days(
    protocol: Protocol,
    started_on: date,
    ended_on: date | None,
    planned_sessions: int,
    treatment_days: Sequence[date],
    delivered: Sequence[date] = (),
) -> CourseDays:
    """The calendar of a course: as planned, as far as it went otherwise, and cut off by the real end.

    treatment_days: in any order, each as often as sessions are planned on it; if there are none, those of the protocol
    are taken. delivered: the day of each session that took place, in any order. The acute phase ends with the last
    session before the taper, or with the taper if that takes less than two weeks (clinical reference 4.1).
    """
    planned = sorted(treatment_days) or [
        day for day, sessions in planned_days(protocol, started_on, planned_sessions) for _ in range(sessions)
    ]
    given = sorted(delivered)
    # Sessions after the last planned day put off the taper: it is the end of a course, whenever that comes.
    days = planned + [day for day in given if day > planned[-1]]
    last = days[-1]
    tapering = sum(protocol.taper)
    acute = days[-1 - tapering] if len(days) > tapering else last
    if last - acute < timedelta(days=14):
        acute = last
    if ended_on is not None:
        last, acute = ended_on, min(acute, ended_on)
        planned = [day for day in planned if day <= ended_on]
    return CourseDays(started_on, max(acute, started_on), max(last, started_on), _session_days(planned, given))


def _session_days(planned: list[date], given: list[date]) -> tuple[date, ...]:
    """The days of the sessions that took place, then those that are still planned. Both in order."""
    if not given:
        return tuple(planned)
    last = given[-1]
    left_that_day = max(planned.count(last) - given.count(last), 0)
    to_come = [last] * left_that_day + [day for day in planned if day > last]
    # A session too many, such as one on a Saturday, makes the course end sooner, not longer.
    return tuple(given + to_come[: max(len(planned) - len(given), 0)])
