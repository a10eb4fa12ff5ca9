"""What a line of earlier scores says. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from server.errors import Invalid
from server.people.rules import OLDEST_BIRTH
from server.questionnaires.rules.answers import require_answers_fit
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.scoring import DECLINED, STATED, score
from server.records.rules.table_file import Line
from server.records.rules.values import Notation, day_of, number_of

ITEM = "item_"  # before the key of an item: item_9
COLUMNS = {
    "patient_number": "The clinic's own number of the patient, as Lodestone has it. Required.",
    "instrument": "The key of the instrument, such as `phq-9`. Required.",
    "date": "The day on which it was answered. Required.",
    "total": "The total, where the single answers are not at hand. With answers beside it, it is compared with them.",
    f"{ITEM}*": "The answer to one item, such as `item_1` to `item_9`: its number; `declined` where the patient "
    "preferred not to answer; empty where it was left open.",
    "key": "The line's own name in the system it comes from. Needed only where one patient answered an instrument "
    "twice on a day.",
    "name": "The patient's name, for `--add-patients`.",
    "birth_date": "The patient's day of birth, for `--add-patients`.",
    "sex": "`female`, `male`, `other` or `unknown`, for `--add-patients`.",
}
REQUIRED = ("patient_number", "instrument", "date")
SEXES = ("female", "male", "other", "unknown")
EARLIEST = date(1990, 1, 1)  # before the oldest of the instruments was in use with patients of TMS


@dataclass(frozen=True)
class Person:
    """A patient to be added. birth_date, sex: None if not known."""

    name: str
    birth_date: date | None
    sex: str | None


@dataclass(frozen=True)
class ScoreLine:
    """One earlier response. answers: item -> value, or STATED -> total. key: what makes the line the same again."""

    number: int
    patient_number: str
    instrument: str
    version: str
    on: date
    answers: dict[str, Any]
    key: str
    person: Person | None

    @property
    def content(self) -> dict[str, Any]:
        """What is compared with an earlier import of the same line, as JSON."""
        return {"instrument": self.instrument, "on": self.on.isoformat(), "answers": self.answers}


def read_score(line: Line, notation: Notation, instruments: Mapping[str, Instrument], today: date) -> ScoreLine:
    """What the line says. Raises Invalid, naming the column."""
    said = line.values
    number = _given(said, "patient_number")
    found = instruments.get(_given(said, "instrument").lower())
    if found is None:
        known = ", ".join(instruments)
        raise Invalid(f"No instrument is called “{said['instrument'][:40]}”. Known: {known}.", field="instrument")
    on = day_of(_given(said, "date"), notation, "date")
    if not EARLIEST <= on <= today:
        raise Invalid(f"{on} is not a day from {EARLIEST} to today.", field="date")
    answers = _answers(said, notation, found)
    key = said.get("key") or f"{number}|{found.key}|{on}"
    return ScoreLine(line.number, number, found.key, found.version, on, answers, key, _person(said, notation, today))


def _given(said: Mapping[str, str], column: str) -> str:
    if not said.get(column):
        raise Invalid("This must be filled in.", field=column)
    return said[column]


def _answers(said: Mapping[str, str], notation: Notation, instrument: Instrument) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for column, text in said.items():
        if column.startswith(ITEM) and text:
            key = column.removeprefix(ITEM)
            if key not in instrument.item_of:
                raise Invalid(f"{instrument.title} has no item “{key[:40]}”.", field=column)
            answers[key] = DECLINED if text.lower() == DECLINED else number_of(text, notation, column)
            _require_fits(instrument, {key: answers[key]}, column)
    if said.get("total"):
        total = number_of(said["total"], notation, "total")
        _require_fits(instrument, {STATED: total}, "total")
        computed = score(instrument, answers).total if answers else None
        if computed is not None and computed != total and STATED not in instrument.item_of:
            raise Invalid(f"The answers add up to {computed}, not to {total}.", field="total")
        answers[STATED] = total
    if all(each is None for each in answers.values()):
        raise Invalid("Give a total, or the answers to the items.", field="total")
    return answers


def _require_fits(instrument: Instrument, answers: dict[str, Any], column: str) -> None:
    try:
        require_answers_fit(instrument, answers, may_state_total=True)
    except Invalid as fault:
        raise Invalid(fault.message, field=column) from None


def _person(said: Mapping[str, str], notation: Notation, today: date) -> Person | None:
    if not said.get("name"):
        return None
    born_on = day_of(said["birth_date"], notation, "birth_date") if said.get("birth_date") else None
    if born_on is not None and not today - OLDEST_BIRTH <= born_on <= today:
        raise Invalid("The date of birth must lie within the last 120 years.", field="birth_date")
    sex = said.get("sex") or None
    if sex is not None and sex not in SEXES:
        raise Invalid(f"Write one of {', '.join(SEXES)}.", field="sex")
    return Person(said["name"][:200], born_on, sex)
