"""Reading the courses of a clinic for its outcome table: from summaries, and from the facts where these are stale."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, or_, select

from server.access import Actor
from server.checkins.models import AdverseEvent
from server.checkins.queries import local_day
from server.checkins.rules.adverse_event import COUNTED
from server.clinic_settings import value_of
from server.courses.library import indications, protocol
from server.courses.models.background import PriorTms
from server.courses.models.course import Course
from server.courses.rules import CourseState, EndReason
from server.db import db, table_of
from server.errors import Invalid
from server.outcomes.library import benchmarks_for
from server.outcomes.models import Summary
from server.outcomes.queries.facts import facts_of, is_fresh, to_summarise
from server.outcomes.queries.thresholds import thresholds_for
from server.outcomes.rules.as_text import adverse_as_text, as_text, benchmarks_as_text, lasting_as_text
from server.outcomes.rules.benchmarks import Benchmark
from server.outcomes.rules.cohort import Case, Row, Table
from server.outcomes.rules.lasting import Followed, Lasting, Later
from server.outcomes.rules.samples import Sample, Scores
from server.outcomes.rules.strata import Stratum, Traits
from server.outcomes.rules.summary import Summary as SummaryOfCourse
from server.outcomes.rules.summary import plain, summarise
from server.outcomes.rules.thresholds import Thresholds
from server.people.models import Patient
from server.people.queries import clinic_of
from server.questionnaires.library import instrument, instruments
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.scoring import band_of

CHUNK = 1000  # courses in memory at once
ADULT = 18
ALL = "all"
ELIGIBLE = {"phq-9": "mdd"}  # the registries' figures are of depression, though others are asked the PHQ-9 as well


@dataclass(frozen=True)
class Asked:
    """Which courses, on which scale, in which samples and split by what. first, last: of the day a course began, both
    included; None: open. indication: ALL, or None for depression on the PHQ-9 and for those that another scale is the
    primary one of. samples: in the order of printing."""

    first: date | None
    last: date | None
    scale: str
    indication: str | None = None
    samples: tuple[Sample, ...] = tuple(Sample)
    by: Stratum = Stratum.NONE

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Asked":
        """From what a page asked; without a sample, all of them."""
        samples = tuple(Sample) if said["sample"] is None else (said["sample"],)
        return cls(said["first"], said["last"], said["scale"], said["indication"], samples, said["stratum"])


@dataclass(frozen=True)
class Outcomes:
    """A clinic's outcome table. ill: what the filter of the baseline is called, such as ">= 10", None if the scale has
    none. courses: with an acute phase that is over, which the table is about. in_treatment,
    not_started, minors: courses of the period that it leaves out."""

    clinic: str
    asked: Asked
    title: str
    indications: Sequence[str]
    ill: str | None
    courses: int
    in_treatment: int
    not_started: int
    minors: int
    rows: Sequence[Row]
    lasting: Lasting
    benchmarks: Sequence[Benchmark]

    @property
    def scales(self) -> list[dict[str, str]]:
        """What the table can be asked for."""
        return [{"key": each.key, "title": each.title} for each in instruments()]

    @property
    def all_indications(self) -> list[dict[str, str]]:
        return [{"key": each.key, "title": each.title} for each in indications()]


def outcomes_of(actor: Actor, asked: Asked, now: datetime) -> Outcomes:
    """The table of the actor's clinic. Raises Invalid for a scale or an indication that is not there, and for a period
    that ends before it begins."""
    scale = _scale(asked.scale)
    chosen = _indications(asked)
    if asked.first is not None and asked.last is not None and asked.last < asked.first:
        raise Invalid("The period must not end before it begins.", field="to")
    clinic = clinic_of(actor)
    thresholds = thresholds_for(clinic.settings)[scale.key]
    today = local_day(now, clinic.zone)
    table = Table(thresholds, asked.by, asked.samples, [band.label for band in scale.bands])
    followed = Followed(thresholds, today, value_of(clinic.settings, "outcomes.half_year_to"))
    left_out = {"in_treatment": 0, "not_started": 0, "minors": 0}
    courses = 0
    for each in _courses(actor.clinic_id, asked, list(chosen), clinic.settings_version):
        if (why := _left_out(each)) is not None:
            left_out[why] += 1
            continue
        courses += 1
        found = _case(each, scale)
        table.add(found)
        followed.add(found.scores, _later(each))
    return Outcomes(
        clinic=clinic.name,
        asked=asked,
        title=scale.title,
        indications=list(chosen.values()),
        ill=_ill(thresholds),
        courses=courses,
        rows=table.rows(),
        lasting=followed.figures(),
        benchmarks=benchmarks_for(scale.key),
        **left_out,
    )


def _ill(thresholds: Thresholds) -> str | None:
    if thresholds.remission_from is None:
        return None
    return f"{'<=' if thresholds.higher_is_better else '>='} {thresholds.remission_from:g}"


def _scale(key: str) -> Instrument:
    if key not in [each.key for each in instruments()]:
        raise Invalid("There is no such scale.", field="scale")
    return instrument(key)


def _indications(asked: Asked) -> dict[str, str]:
    """Key -> title of the indications that the table is about."""
    known = {each.key: each for each in indications()}
    if asked.indication == ALL:
        return {key: each.title for key, each in known.items()}
    chosen = asked.indication or ELIGIBLE.get(asked.scale)
    if chosen is not None:
        if chosen not in known:
            raise Invalid("There is no such indication.", field="indication")
        return {chosen: known[chosen].title}
    primary = {key: each.title for key, each in known.items() if each.primary == asked.scale}
    return primary or {key: each.title for key, each in known.items()}


@dataclass(frozen=True)
class _Course:
    """A course with its measure of the one scale in the form of the table `summary`; {} where it was never answered."""

    row: Any
    sessions: int
    acute: int
    last_acute_on: date | None
    last_session_on: date | None
    measure: Mapping[str, Any]
    adverse: int
    serious: int
    treated_again: bool


def _courses(clinic_id: UUID, asked: Asked, chosen: Sequence[str], settings_version: int) -> Iterator[_Course]:
    """All courses of the period, chunk by chunk in the order of their ids."""
    after: UUID | None = None
    while rows := db.session.execute(_chunk(clinic_id, asked, chosen, after)).all():
        stale = [row for row in rows if not is_fresh(row, settings_version)]
        facts = facts_of(clinic_id, [to_summarise(row) for row in stale])
        ids = [row.id for row in rows]
        adverse, again = _adverse_events(clinic_id, ids), _treated_again(clinic_id, ids)
        for row in rows:
            count, serious = adverse.get(row.id, (0, 0))
            found = _of_facts(summarise(facts[row.id])) if row.id in facts else _of_row(row)
            sessions, measures = found
            yield _Course(row, *sessions, measures.get(asked.scale, {}), count, serious, row.id in again)
        after = rows[-1].id


_Counted = tuple[int, int, date | None, date | None]


def _of_facts(found: SummaryOfCourse) -> tuple[_Counted, Mapping[str, Mapping[str, Any]]]:
    counted = found.sessions
    measures = {key: plain(each) for key, each in found.measures.items()}
    return (counted.done, counted.acute, counted.last_acute_on, counted.last_on), measures


def _of_row(row: Any) -> tuple[_Counted, Mapping[str, Mapping[str, Any]]]:
    return (row.sessions_done, row.acute_sessions, row.last_acute_on, row.last_session_on), row.measures


def _chunk(clinic_id: UUID, asked: Asked, chosen: Sequence[str], after: UUID | None) -> Any:
    summary = table_of(Summary).c
    found = (
        select(
            Course.id,
            Course.patient_id,
            Course.facts,
            Course.indication,
            Course.protocol,
            Course.device,
            Course.coil,
            Course.state,
            Course.end_reason,
            Course.started_on,
            Course.ended_on,
            Course.planned_sessions,
            Patient.birth_date,
            Patient.sex,
            PriorTms.had,
            summary.of_facts,
            summary.of_rules,
            summary.of_settings,
            summary.sessions_done,
            summary.acute_sessions,
            summary.last_acute_on,
            summary.last_session_on,
            summary.measures,
        )
        .join(Patient, (Patient.clinic_id == Course.clinic_id) & (Patient.id == Course.patient_id))
        .outerjoin(PriorTms, (PriorTms.clinic_id == Course.clinic_id) & (PriorTms.patient_id == Course.patient_id))
        .outerjoin(Summary, (Summary.clinic_id == Course.clinic_id) & (Summary.course_id == Course.id))
        .where(Course.clinic_id == clinic_id, Course.indication.in_(chosen))
        .order_by(Course.id)
        .limit(CHUNK)
    )
    if asked.first is not None:
        found = found.where(Course.started_on >= asked.first)
    if asked.last is not None:
        found = found.where(Course.started_on <= asked.last)
    return found if after is None else found.where(Course.id > after)


def _adverse_events(clinic_id: UUID, ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """Course -> (signed adverse events, how many of them were serious); absent: none."""
    table = table_of(AdverseEvent).c
    rows = db.session.execute(
        select(table.course_id, func.count(), func.sum(case((table.serious.is_(True), 1), else_=0)))
        .where(table.clinic_id == clinic_id, table.course_id.in_(ids), table.status.in_(COUNTED))
        .group_by(table.course_id)
    )
    return {course_id: (count, int(serious)) for course_id, count, serious in rows}


def _treated_again(clinic_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
    """Those whose patient began a further course after this one had ended, and those that ended in hospital."""
    earlier, later = table_of(Course).alias(), table_of(Course).alias()
    further = (
        select(later.c.id)
        .where(
            later.c.clinic_id == earlier.c.clinic_id,
            later.c.patient_id == earlier.c.patient_id,
            later.c.started_on > earlier.c.ended_on,
        )
        .exists()
    )
    in_hospital = or_(earlier.c.state == CourseState.HOSPITALISED, earlier.c.end_reason == EndReason.HOSPITALISED.value)
    mine = (earlier.c.clinic_id == clinic_id) & earlier.c.id.in_(ids)
    return set(db.session.scalars(select(earlier.c.id).where(mine, or_(further, in_hospital))))


def _left_out(each: _Course) -> str | None:
    """Why the table leaves the course out; None if it does not."""
    if (age := _age(each.row)) is not None and age < ADULT:
        return "minors"
    if each.row.ended_on is not None and not each.sessions:
        return "not_started"
    return "in_treatment" if each.last_acute_on is None else None


def _age(row: Any) -> int | None:
    """In whole years on the day the course began; None: the birth date is not known."""
    born, on = row.birth_date, row.started_on
    return None if born is None else on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _case(each: _Course, scale: Instrument) -> Case:
    row, measure = each.row, each.measure
    # A stale baseline is shown on the course and left out of primary figures (clinical reference 4.1).
    baseline = None if measure.get("baseline_stale") else measure.get("baseline")
    device = ", ".join(part for part in (row.device, row.coil) if part)
    traits = Traits(
        sex=row.sex,
        age=_age(row),
        device=device or None,
        protocol=protocol(row.protocol).name,
        severity=band_of(scale, baseline),
        prior_tms=row.had,
        sessions=each.sessions,
    )
    scores = Scores(each.sessions, each.acute, baseline, measure.get("end"), measure.get("carried"))
    return Case(row.patient_id, scores, traits, each.adverse, each.serious)


def _later(each: _Course) -> Later:
    measure = each.measure
    baseline_on = measure.get("baseline_on")
    return Later(
        baseline_on=None if baseline_on is None else date.fromisoformat(baseline_on),
        last_session_on=each.last_session_on or each.row.started_on,
        visits={int(months): total for months, total in measure.get("visits", {}).items()},
        after_a_year=measure.get("after_a_year"),
        half_a_year=measure.get("half_a_year"),
        relapsed=measure.get("relapsed_on") is not None,
        treated_again=each.treated_again,
    )


def table_as_text(found: Outcomes) -> list[str]:
    """The whole table for a terminal, with what it is about and what is beside it."""
    first, last = found.asked.first or "the first", found.asked.last or "the last"
    return [
        f"{found.clinic}: {found.title}, {', '.join(found.indications)}, courses that began from {first} to {last}",
        f"{found.courses} courses. Not in the table: {found.in_treatment} in treatment, {found.not_started} never "
        f"started, {found.minors} of patients under {ADULT}.",
        "",
        *as_text(found.rows, found.ill or ""),
        "",
        "ITT comes first. Completers depend on the outcome: a responder counts however few sessions there were.",
        "No percentage below N = 10.",
        "",
        *(line for row in found.rows[-1:] for line in adverse_as_text(_widest(found.rows) or row)),
        "",
        "What lasted (ITT):",
        *lasting_as_text(found.lasting),
        "",
        "Published, each with its own sample:",
        *benchmarks_as_text(found.benchmarks),
    ]


def _widest(rows: Sequence[Row]) -> Row | None:
    """The line of all courses that started."""
    return next((each for each in rows if (each.sample, each.ill_only, each.stratum) == (Sample.FULL, False, "")), None)
