"""From the text of a field to a value, as the file writes days and numbers. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from server.errors import Invalid

DAY_FORMATS = {"iso": "%Y-%m-%d", "dd.mm.yyyy": "%d.%m.%Y", "dd/mm/yyyy": "%d/%m/%Y", "mm/dd/yyyy": "%m/%d/%Y"}


@dataclass(frozen=True)
class Notation:
    """How a file writes days, times and numbers. Never guessed: 03/04 is in March or in April."""

    days: str = DAY_FORMATS["iso"]  # for datetime.strptime
    times: str = "%H:%M"
    decimal_comma: bool = False


def day_of(text: str, notation: Notation, column: str) -> date:
    """Raises Invalid."""
    return _moment_of(text, notation.days, column, "a day").date()


def time_of(text: str, notation: Notation, column: str) -> time:
    """Raises Invalid. Seconds may follow where only hours and minutes are expected."""
    if notation.times == "%H:%M" and re.fullmatch(r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}", text):
        text = text.rpartition(":")[0]
    return _moment_of(text, notation.times, column, "a time").time()


def moment_of(text: str, written: str, column: str) -> datetime:
    """A day and a time in one field, in the clinic's zone and without it. written: for strptime. Raises Invalid."""
    return _moment_of(text, written, column, "a day with a time")


def number_of(text: str, notation: Notation, column: str) -> float:
    """Raises Invalid. A whole number comes back as int."""
    point, other = (",", ".") if notation.decimal_comma else (".", ",")
    if not re.fullmatch(rf"[+-]?[0-9]{{1,9}}(\{point}[0-9]{{1,9}})?", text):
        hint = " The file writes decimals another way; see --decimal." if other in text else ""
        raise Invalid(f"“{text[:40]}” is no number.{hint}", field=column)
    found = float(text.replace(point, "."))
    return int(found) if found.is_integer() else found


def whole_of(text: str, notation: Notation, column: str, least: int, most: int) -> int:
    """Raises Invalid."""
    found = number_of(text, notation, column)
    if not isinstance(found, int) or not least <= found <= most:
        raise Invalid(f"“{text[:40]}” is no whole number from {least} to {most}.", field=column)
    return found


def _moment_of(text: str, written: str, column: str, what: str) -> datetime:
    try:
        found = datetime.strptime(text, written)  # noqa: DTZ007 # a day or time of the clinic's calendar, no instant
    except ValueError:
        raise Invalid(f"“{text[:40]}” is not {what} as {_words(written)}.", field=column) from None
    if not 1900 <= found.year <= 2200 and "%Y" in written:
        raise Invalid(f"“{text[:40]}”: look at the year.", field=column)
    return found


def _words(written: str) -> str:
    words = {"%Y": "yyyy", "%m": "mm", "%d": "dd", "%H": "hh", "%M": "mm", "%S": "ss", "%y": "yy"}
    for code, word in words.items():
        written = written.replace(code, word)
    return written
