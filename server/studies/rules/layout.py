"""From the facts of a few subjects to the rows of every table, and what of it counts for the manifest. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from server.questionnaires.rules.instrument import Instrument
from server.studies.rules.columns import Batch
from server.studies.rules.deidentify import (
    Portion,
    block_columns,
    check_in_columns,
    course_columns,
    courses_of,
    days_logged,
    days_possible,
    session_columns,
    subject_columns,
)
from server.studies.rules.manifest import Share
from server.studies.rules.measures import (
    FindInstrument,
    FindTimepoints,
    Visits,
    answer_columns,
    asked_and_answered,
    score_columns,
    visits_of,
    wide_columns,
)


@dataclass(frozen=True)
class Lookups:
    """What the rows need from data files. instruments: the newest versions of the scheduled ones, which
    give `wide` its columns."""

    instruments: Sequence[Instrument]
    find_instrument: FindInstrument
    find_timepoints: FindTimepoints


@dataclass
class Tally:
    """What was possible, what was done, and what no table could place, summed over the portions."""

    days_possible: int = 0
    days_logged: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)
    responses_to_unknown_instruments: int = 0

    def add(self, portion: Portion, visits: Sequence[Visits], as_of: date) -> None:
        """Count a portion."""
        for _, _, course in courses_of(portion):
            self.days_possible += days_possible(portion, course, as_of)
            self.days_logged += days_logged(portion, course)
        for instrument, was_answered in asked_and_answered(visits):
            self.asked[instrument] += 1
            self.answered[instrument] += was_answered
        self.responses_to_unknown_instruments += sum(map(len, portion.responses.values()))
        self.responses_to_unknown_instruments -= sum(len(each.measured) for each in visits)

    def log(self) -> Share:
        """Of the days of all courses, those with an entry."""
        return Share(self.days_possible, self.days_logged)

    def questionnaires(self) -> dict[str, Share]:
        """Instrument -> of the timepoints that were answered or are over, those answered."""
        return {key: Share(asked, self.answered[key]) for key, asked in sorted(self.asked.items())}


def batches_of(portion: Portion, lookups: Lookups, as_of: date, tally: Tally) -> dict[str, Batch]:
    """Table -> its rows of the portion, as columns. Adds the portion to the tally."""
    visits = visits_of(portion, lookups.find_instrument, lookups.find_timepoints, as_of)
    tally.add(portion, visits, as_of)
    check_ins, side_effects = check_in_columns(portion)
    return {
        "subjects": subject_columns(portion),
        "courses": course_columns(portion, as_of),
        "sessions": session_columns(portion),
        "blocks": block_columns(portion),
        "check_ins": check_ins,
        "side_effects": side_effects,
        "responses": answer_columns(visits),
        "scores": score_columns(visits),
        "wide": wide_columns(visits, lookups.instruments),
    }
