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


class Wording(StrEnum):
    """Whether an instrument's words are here. A skeleton has item numbers, scoring and bands only, since its owner has
    not allowed the words to be shipped; a clinic may add the text that it holds a licence for."""

    FULL = "full"
    SKELETON = "skeleton"


class Filler(StrEnum):
    """Who answers."""

    PATIENT = "patient"
    CLINICIAN = "clinician"


class Formula(StrEnum):
    """How the answers become a number."""

    SUM = "sum"  # times the scale's factor
    MEAN = "mean"
    MAXIMA = "maxima"  # the highest answer of each group, added up
    TRIAGE = "triage"  # the highest level of which one condition is met, else 0


@dataclass(frozen=True)
class Answer:
    """One choice of an item."""

    value: int
    text: str
    codes: Codes


@dataclass(frozen=True)
class AskedIf:
    """An item is asked unless another one was answered with less than `least`. Left open or declined, that other one
    does not spare anybody the question."""

    item: str
    least: int


@dataclass(frozen=True)
class Item:
    """One question. text: "" in a skeleton. stem: what is shown above it, "" if it stands alone.

    answers: its choices, or () where a number from `span` (both ends included) is typed in. scored: it counts in some
    scale. optional: it may be passed over without being asked again. may_not_apply: so may be said.
    """

    key: str
    text: str
    stem: str
    answers: tuple[Answer, ...]
    optional: bool
    scored: bool
    codes: Codes
    span: tuple[int, int] | None = None
    may_not_apply: bool = False
    asked_if: AskedIf | None = None

    @cached_property
    def lowest(self) -> int:
        return self.span[0] if self.span else min(each.value for each in self.answers)

    @cached_property
    def highest(self) -> int:
        return self.span[1] if self.span else max(each.value for each in self.answers)

    def takes(self, value: int) -> bool:
        """Whether that number can be its answer."""
        if self.span:
            return self.span[0] <= value <= self.span[1]
        return any(each.value == value for each in self.answers)

    def words_of(self, value: object) -> str:
        """The words of the answer with that value, or the value itself where there is none."""
        return next((each.text for each in self.answers if each.value == value), str(value))


@dataclass(frozen=True)
class Band:
    """A range of totals with a name; low and high are included. A total between two bands belongs to the lower one."""

    low: int
    high: int
    label: str


@dataclass(frozen=True)
class MissingRule:
    """prorate_up_to: with so many items missing, or fewer, the mean of the others stands in for them."""

    prorate_up_to: int


@dataclass(frozen=True)
class Group:
    """Items of which the highest answer counts. needs: how many of them must be answered at least."""

    items: tuple[str, ...]
    needs: int


@dataclass(frozen=True)
class Condition:
    """The level of a triage that an item answered with `least` or more leads to."""

    level: int
    item: str
    least: int


@dataclass(frozen=True)
class Scale:
    """A number computed from items. low, high: the possible range. factor: of a sum.

    groups: of a sum of maxima; conditions: of a triage; () elsewhere. bands: () where the source has none.
    """

    key: str
    title: str
    items: tuple[str, ...]
    formula: Formula
    low: int
    high: int
    missing: MissingRule
    bands: tuple[Band, ...]
    codes: Codes
    factor: int = 1
    groups: tuple[Group, ...] = ()
    conditions: tuple[Condition, ...] = ()

    def band_of(self, total: float) -> str | None:
        """The name of the band that the total is in; None where there are no bands, and outside of them."""
        if not self.bands or not self.low <= total <= self.high:
            return None
        for band in reversed(self.bands):
            if band.low <= total:
                return band.label
        return None


@dataclass(frozen=True)
class Change:
    """What change of the main scale means. None: not known, and then it is not judged. All in points of the scale, in
    the direction that is better on it: a fall, or with `higher_is_better` a rise.

    minimal: points that a patient notices. reliable: points beyond measurement error. Response is one of:
    response_percent (of the baseline), response_points, response_below (totals under it; above it where higher is
    better). remission_below: totals under it are remission (above it where higher is better), reportable from a
    baseline of remission_from_baseline on.
    """

    minimal: float | None = None
    reliable: float | None = None
    response_percent: int | None = None
    response_points: float | None = None
    response_below: int | None = None
    remission_below: int | None = None
    remission_from_baseline: int | None = None


@dataclass(frozen=True)
class Provisional:
    """A rule that counts items at `least` or more in several scales, such as the DSM-5 pattern of the PCL-5.

    needs: scale -> how many of its items. It is a reason to look, no diagnosis.
    """

    title: str
    least: int
    needs: Mapping[str, int]


@dataclass(frozen=True)
class SafetyItem:
    """An item whose answers from `threshold` on must reach a clinician at once.

    urgent_from: from this answer on, within the hour; None: no answer alone is. emergency: the answer means danger now
    (clinical reference 5.1, SI-3). title: what the alert says in front of the answer, without a colon.
    """

    item: str
    threshold: int
    level: Level
    urgent_from: int | None
    emergency: bool
    title: str


@dataclass(frozen=True)
class Instrument:
    """One questionnaire in one version and language.

    recall: the period that the questions are about, in words; recall_period: the same as an ISO 8601 duration, None
    where the source names none. scales: the main one first. no_safety_because: why there are no safety items, None if
    there are some. credit: the line that must be shown with it. code_notice: what the owners of the codes want printed
    with them, "" without codes.
    """

    key: str
    version: str
    title: str
    name: str
    language: str
    wording: Wording
    filled_by: Filler
    higher_is_better: bool
    recall: str
    recall_period: str | None
    instruction: str
    stem: str
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    change: Change
    provisional: Provisional | None
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
    def can_be_asked(self) -> bool:
        """Whether a phone may show it: its words are here, and patients answer it."""
        return self.wording is Wording.FULL and self.filled_by is Filler.PATIENT

    @property
    def bands(self) -> tuple[Band, ...]:
        """Those of the main scale."""
        return self.main.bands

    @property
    def max_total(self) -> int:
        """The highest possible total of the main scale."""
        return self.main.high

    @property
    def has_fractions(self) -> bool:
        """Whether the main total may lie between two whole numbers."""
        main = self.main
        return main.formula is Formula.MEAN or any(self.item_of[key].may_not_apply for key in main.items)

    @cached_property
    def item_of(self) -> Mapping[str, Item]:
        """Items by their key."""
        return {each.key: each for each in self.items}
