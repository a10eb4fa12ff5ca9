"""Questionnaires in an export: the answers, the scores, and the wide table. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

from server.questionnaires.rules.instrument import Instrument, System
from server.questionnaires.rules.schedule import Timepoint, missed_by_day, timepoint_of
from server.questionnaires.rules.scoring import DECLINED, NOT_APPLICABLE, Score, is_asked, score
from server.studies.rules.columns import Missing
from server.studies.rules.deidentify import RESPONSE, Columns, CourseFacts, Portion, Row, courses_of, judged_on

_WORDS = {DECLINED: Missing.DECLINED, NOT_APPLICABLE: Missing.NOT_APPLICABLE}

FindInstrument = Callable[[str, str], Instrument | None]  # by key and version; None: this version does not know it
FindTimepoints = Callable[[CourseFacts], Sequence[Timepoint]]


@dataclass(frozen=True)
class Measured:
    """One response with its score and its place. number: in its course, in time order. day: relative."""

    subject: str
    course: int
    number: int
    instrument: Instrument
    row: Mapping[str, Any]
    day: int
    timepoint: str | None
    score: Score

    def value(self, item: str) -> int | Missing:
        """The answer to an item, or why there is none. Words that somebody typed are withheld."""
        answer = self.row["answers"].get(item)
        if type(answer) is int:
            return answer
        if answer is None:
            asked = is_asked(self.instrument, self.instrument.item_of[item], self.row["answers"])
            return Missing.NOT_ANSWERED if asked else Missing.NOT_ASKED
        return _WORDS.get(answer, Missing.UNLISTED)


@dataclass(frozen=True)
class Visits:
    """The questionnaires of one course: what came, and what the schedule asks for. judged_on: see there."""

    subject: str
    course: int
    facts: CourseFacts
    timepoints: Sequence[Timepoint]
    measured: Sequence[Measured]
    judged_on: date

    @cached_property
    def chosen(self) -> dict[tuple[str, str], Measured]:
        """(instrument, timepoint) -> the response that stands for it: the last complete one, else the last."""
        chosen: dict[tuple[str, str], Measured] = {}
        for each in self.measured:
            if each.timepoint is None:
                continue
            place = (each.instrument.key, each.timepoint)
            before = chosen.get(place)
            if before is None or each.score.is_complete or not before.score.is_complete:
                chosen[place] = each
        return chosen

    @cached_property
    def missed(self) -> list[Timepoint]:
        """The timepoints whose window closed without a response."""
        answered = {f"{instrument}:{key}" for instrument, key in self.chosen}
        return missed_by_day(self.timepoints, answered, self.facts.state, self.judged_on)


def visits_of(
    portion: Portion, find_instrument: FindInstrument, find_timepoints: FindTimepoints, as_of: date
) -> list[Visits]:
    """The questionnaires of all courses of the portion. Responses to unknown instruments are not among them."""
    found = []
    for subject, number, course in courses_of(portion):
        timepoints = find_timepoints(course)
        measured = [
            _measure(subject.pseudonym, number, place, course, row, instrument, timepoints)
            for place, row in enumerate(portion.responses.get(course.key, ()), 1)
            if (instrument := find_instrument(row[_INSTRUMENT], row[_VERSION])) is not None
        ]
        judged = judged_on(portion, course, as_of)
        found.append(Visits(subject.pseudonym, number, course, timepoints, measured, judged))
    return found


def answer_columns(visits: Sequence[Visits]) -> Columns:
    """The table `responses`: a row per item, whether answered or not."""
    rows = [(each, item) for visit in visits for each in visit.measured for item in each.instrument.items]
    return {
        **_places([each for each, _ in rows]),
        "item": [item.key for _, item in rows],
        "loinc": [item.codes.get(System.LOINC) for _, item in rows],
        "value": [each.value(item.key) for each, item in rows],
    }


def score_columns(visits: Sequence[Visits]) -> Columns:
    """The table `scores`: a row per response."""
    rows = [each for visit in visits for each in visit.measured]
    stands = {id(each) for visit in visits for each in visit.chosen.values()}
    return {
        **_places(rows),
        "mode": [each.row["mode"] for each in rows],
        # Without its region: with one it may name a country that few of a clinic's patients come from.
        "language": [each.row["language"] and each.row["language"].partition("-")[0] for each in rows],
        "items": [each.score.items for each in rows],
        "answered": [each.score.answered for each in rows],
        "declined": [each.score.declined for each in rows],
        "total": [each.score.total for each in rows],
        "prorated": [prorated(each.score) for each in rows],
        "in_wide": [id(each) in stands for each in rows],
        "days_to_receive": [(each.row["received_at"] - each.row["recorded_at"]).days for each in rows],
        "revision": [each.row["revision"] for each in rows],
    }


def wide_columns(visits: Sequence[Visits], instruments: Sequence[Instrument]) -> Columns:
    """The table `wide`: a row per course and timepoint of its schedule, in the order in which they fall due."""
    rows = [(visit, key) for visit in visits for key in _keys_in_order(visit.timepoints)]
    why = {id(visit): _why_absent(visit) for visit in visits}
    columns: Columns = {
        "subject": [visit.subject for visit, _ in rows],
        "course": [visit.course for visit, _ in rows],
        "timepoint": [key for _, key in rows],
    }
    for instrument in instruments:
        name = column_name(instrument)
        found = [
            visit.chosen.get((instrument.key, key)) or why[id(visit)].get((instrument.key, key), Missing.NOT_PLANNED)
            for visit, key in rows
        ]
        columns[f"{name}_day"] = [each if isinstance(each, Missing) else each.day for each in found]
        for item in instrument.items:
            columns[f"{name}_{item.key}"] = [
                each if isinstance(each, Missing) else each.value(item.key) for each in found
            ]
        for column, pick in (
            ("answered", attrgetter("answered")),
            ("total", attrgetter("total")),
            ("prorated", prorated),
        ):
            columns[f"{name}_{column}"] = [each if isinstance(each, Missing) else pick(each.score) for each in found]
    return columns


def prorated(found: Score) -> float | None:
    """The total with the mean answer in place of missing ones; for a complete response its total."""
    return found.total if found.is_complete else found.prorated


def column_name(instrument: Instrument) -> str:
    """The instrument's key as a name that every statistics program takes: "phq9" for "phq-9"."""
    return instrument.key.replace("-", "")


def asked_and_answered(visits: Sequence[Visits]) -> Iterator[tuple[str, bool]]:
    """(instrument, whether it was answered) for every timepoint that was answered or whose window is over."""
    for visit in visits:
        for instrument, _ in visit.chosen:
            yield instrument, True
        for each in visit.missed:
            yield each.instrument, False


_INSTRUMENT = 1 + RESPONSE.index("instrument")
_VERSION = 1 + RESPONSE.index("version")


def _measure(
    subject: str,
    course: int,
    number: int,
    facts: CourseFacts,
    row: Row,
    instrument: Instrument,
    timepoints: Sequence[Timepoint],
) -> Measured:
    named = dict(zip(RESPONSE, row[1:], strict=True))
    on: date = named["answered_on"]
    return Measured(
        subject,
        course,
        number,
        instrument,
        named,
        (on - facts.started_on).days,
        timepoint_of(timepoints, instrument.key, on),
        score(instrument, named["answers"]),
    )


def _places(rows: Sequence[Measured]) -> Columns:
    return {
        "subject": [each.subject for each in rows],
        "course": [each.course for each in rows],
        "response": [each.number for each in rows],
        "instrument": [each.instrument.key for each in rows],
        "version": [each.instrument.version for each in rows],
        "timepoint": [each.timepoint for each in rows],
        "day": [each.day for each in rows],
    }


def _keys_in_order(timepoints: Sequence[Timepoint]) -> list[str]:
    ordered = sorted(timepoints, key=lambda each: (each.due_on, each.key))
    return list(dict.fromkeys(each.key for each in ordered))


def _why_absent(visit: Visits) -> dict[tuple[str, str], Missing]:
    """(instrument, timepoint) -> why there is no response, for all that the schedule has."""
    missed = {each.name for each in visit.missed}
    return {
        (each.instrument, each.key): Missing.NOT_RECEIVED if each.name in missed else Missing.NOT_YET
        for each in visit.timepoints
    }
