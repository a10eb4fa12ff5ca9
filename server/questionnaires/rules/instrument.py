"""What an instrument is. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from server.alerts.rules import Level


class System(StrEnum):
    """The code systems that an instrument's parts may be named in."""

    LOINC = "loinc"
    SDTM = "sdtm"  # CDISC QSTESTCD; for the whole instrument, QSCAT
    NCI = "nci"  # the NCI Thesaurus concept behind the CDISC term


Codes = Mapping[System, str]


class Formula(StrEnum):
    SUM = "sum"


@dataclass(frozen=True)
class Answer:
    """One choice of an item."""

    value: int
    text: str
    codes: Codes


@dataclass(frozen=True)
class Item:
    """One question. stem: what is shown above it, "" if it stands alone. scored: it counts in some scale."""

    key: str
    text: str
    stem: str
    answers: tuple[Answer, ...]
    optional: bool
    scored: bool
    codes: Codes

    def words_of(self, value: object) -> str:
        """The words of the answer with that value, or the value itself where there is none."""
        return next((each.text for each in self.answers if each.value == value), str(value))


@dataclass(frozen=True)
class Band:
    """A range of totals with a name; low and high are included."""

    low: int
    high: int
    label: str


@dataclass(frozen=True)
class MissingRule:
    """prorate_up_to: with so many items missing, or fewer, the mean of the others stands in for them."""

    prorate_up_to: int


@dataclass(frozen=True)
class Scale:
    """A number computed from items. low, high: the possible range."""

    key: str
    title: str
    items: tuple[str, ...]
    formula: Formula
    low: int
    high: int
    missing: MissingRule
    bands: tuple[Band, ...]
    codes: Codes


@dataclass(frozen=True)
class Change:
    """What change of the main scale means; lower is better.

    minimal: points that a patient notices. reliable: points beyond measurement error. response_percent: fall from the
    baseline. remission_below: totals under it are remission, reportable from a baseline of remission_from_baseline on.
    """

    minimal: float
    reliable: float
    response_percent: int
    remission_below: int
    remission_from_baseline: int


@dataclass(frozen=True)
class SafetyItem:
    """An item whose answers from `threshold` on must reach a clinician at once."""

    item: str
    threshold: int
    level: Level


@dataclass(frozen=True)
class Instrument:
    """One questionnaire in one version and language.

    recall: the period that the questions are about, in words; recall_period: the same as an ISO 8601 duration.
    scales: the main one first. no_safety_because: why there are no safety items, None if there are some.
    credit: the line that must be shown with it. code_notice: what the owners of the codes want printed with them.
    """

    key: str
    version: str
    title: str
    name: str
    language: str
    recall: str
    recall_period: str
    stem: str
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    change: Change
    safety_items: tuple[SafetyItem, ...]
    no_safety_because: str | None
    codes: Codes
    code_notice: str
    source: str
    licence: str
    credit: str

    @cached_property
    def main(self) -> Scale:
        return self.scales[0]

    @property
    def bands(self) -> tuple[Band, ...]:
        """Those of the main scale."""
        return self.main.bands

    @property
    def max_total(self) -> int:
        """The highest possible total of the main scale."""
        return self.main.high

    @cached_property
    def item_of(self) -> Mapping[str, Item]:
        """Items by their key."""
        return {each.key: each for each in self.items}
