"""What an export says about itself: where it comes from, and what is in its files. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class File:
    """One file. rows: of data, without the header; None for files that are no tables. sha256: in hex."""

    path: str
    rows: int | None
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Share:
    """How much of what could be there is there. Without the denominator a count of entries says nothing."""

    possible: int
    done: int


@dataclass(frozen=True)
class Manifest:
    """as_of: the clinic's calendar day; consents and due questionnaires are judged by its end.

    log: days of all courses, and those with an entry. questionnaires: instrument -> timepoints that were answered or
    are over, and those answered. left_out: facts of these subjects that no table can place, by kind. is_demo: whether
    the people are invented. archive: the file that holds all others; it cannot name itself, so it is None within.
    """

    export_id: UUID
    study: str
    title: str
    profile: str
    as_of: date
    consent_as_of: date
    made_at: datetime
    app_version: str
    rules: Mapping[str, int]
    instruments: Mapping[str, str]
    is_demo: bool
    subjects: int
    log: Share
    questionnaires: Mapping[str, Share]
    left_out: Mapping[str, int]
    files: Sequence[File]
    archive: File | None = None

    def as_json(self) -> dict[str, Any]:
        """JSON values, the same for the same manifest."""
        told = asdict(self)
        if self.archive is None:
            del told["archive"]
        return {
            **told,
            "export_id": str(self.export_id),
            "as_of": self.as_of.isoformat(),
            "consent_as_of": self.consent_as_of.isoformat(),
            "made_at": self.made_at.isoformat().replace("+00:00", "Z"),
        }
