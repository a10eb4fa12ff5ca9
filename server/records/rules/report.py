"""What becomes of each line of an imported file. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    ADDED = "would be added"
    KNOWN = "known already"
    DIFFERS = "known, but different"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """On one line.

    what: an instrument, "sessions" or "patients"; "" if it cannot be told. column, reason: for refused and different
    ones.
    """

    line: int
    outcome: Outcome
    what: str
    column: str = ""
    reason: str = ""


@dataclass
class Report:
    """The whole file: how many lines of each outcome, by what they hold."""

    counts: dict[str, dict[Outcome, int]] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        """Count a line."""
        self.counts.setdefault(verdict.what, dict.fromkeys(Outcome, 0))[verdict.outcome] += 1

    def total(self, outcome: Outcome) -> int:
        """How many lines had that outcome."""
        return sum(each[outcome] for each in self.counts.values())
