"""What a setting of a clinic is. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from server.wording import Sentence


class Kind(StrEnum):
    """What a value can be, as JSON: the form and the check follow from it."""

    WHOLE = "whole number"
    NUMBER = "number"
    FLAG = "yes or no"
    TEXT = "text"
    DATES = "list of days"  # ["2026-12-25", ...]
    HOURS = "hours of the week"  # {"mon": ["08:00", "18:00"], ...}; a day that is missing is closed
    TEXTS = "list of texts"
    CHOICE = "one of several"
    TABLE = "table"  # an object whose own shape the feature that reads it checks


@dataclass(frozen=True)
class ClinicSetting:
    """One setting. least, most: bounds of a number, both included. choices: what a CHOICE can be. outcomes: a change
    makes summaries stale.

    source: where the default comes from: a section of the clinical reference, a publication, or "ours".
    """

    key: str
    kind: Kind
    default: Any
    meaning: Sentence
    source: str
    least: float | None = None
    most: float | None = None
    unit: str = ""
    outcomes: bool = False
    choices: tuple[str, ...] = ()
    fault: Callable[[Any], Sentence | None] | None = (
        None  # what is wrong with the inside of a table, None if nothing is
    )
