"""A patient's own data as one document, which a program can read and a person can print. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from server.records.rules.holdings import Holding

FORMAT = "lodestone-own-data"
VERSION = 1  # raised when a reader of the file has to change

# Where the name of a column, with its underscores as blanks, does not say what it is.
LABELS = {
    "actor_id": "Who",
    "any_side_effects": "Side effects felt",
    "at": "When",
    "by": "By",
    "by_name": "Signed as",
    "cpt": "Billing code",
    "day": "Day",
    "deed": "What",
    "due_at": "To be answered by",
    "felt_at": "Time of the entry",
    "felt_on": "Day",
    "had": "Was given",
    "icd10": "Diagnosis (ICD-10)",
    "local_date": "Day",
    "mood_raw": "Mood",
    "operator_id": "Operator",
    "owner_id": "Owner",
    "what": "What you asked for",
    "zone": "Time zone",
}


@dataclass(frozen=True)
class Section:
    """The rows of one table, as values that JSON has. columns: those that a person reads, in order."""

    table: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Any]]

    @property
    def labels(self) -> dict[str, str]:
        """What stands before the values on paper."""
        return {name: label_of(name) for name in self.columns}


@dataclass(frozen=True)
class Said:
    """One question and its answer, in words."""

    question: str
    answer: str


@dataclass(frozen=True)
class Answered:
    """A questionnaire in words. total: None where too few items were answered. band: of the total, None without one."""

    title: str
    on: date
    total: float | None
    band: str | None
    answers: Sequence[Said]


@dataclass(frozen=True)
class OwnData:
    """All that the clinic holds about one patient. withheld: table -> reason -> columns that are left out."""

    patient_id: UUID
    patient: str
    clinic: str
    is_demo: bool
    made_at: datetime
    sections: Sequence[Section]
    answered: Sequence[Answered]
    withheld: Mapping[str, Mapping[str, Sequence[str]]]
    format: str = FORMAT
    version: int = VERSION

    @property
    def file_name(self) -> str:
        """Without an ending; names nobody, since it may stand in a folder that others see."""
        return f"my-data-{self.made_at:%Y-%m-%d}"


def label_of(column: str) -> str:
    """What stands before a value on paper."""
    return LABELS.get(column) or column.removesuffix("_id").replace("_", " ").capitalize()


def section_of(holding: Holding, rows: Sequence[Mapping[str, Any]], names: Mapping[UUID, str], former: str) -> Section:
    """The rows as the patient gets them. names: of everybody who may stand in a column of people. former: else."""
    people = set(holding.people.split())
    shown = [
        {name: _shown(row[name], names if name in people else {}, former) for name in holding.given} for row in rows
    ]
    return Section(holding.table, holding.title, [*holding.shown.split(), *holding.people.split()], shown)


def _shown(value: Any, names: Mapping[UUID, str], former: str) -> Any:
    if isinstance(value, UUID):
        return names.get(value, former) if names else str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def withheld_of(holdings: Sequence[Holding]) -> dict[str, dict[str, list[str]]]:
    """Table -> reason -> columns that the own data leaves out, so that nobody has to guess what is missing."""
    return {
        each.table: {reason: columns.split() for reason, columns in each.withheld.items()}
        for each in holdings
        if each.withheld
    }
