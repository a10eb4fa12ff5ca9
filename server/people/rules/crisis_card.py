"""The crisis card, which patients see under "Get help now": whether it is complete and its numbers are fresh. Pure.

Numbers go stale, so they are the clinic's own entries with a day on which somebody called each of them. Clinical
reference 0.9 and 5.2.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from server.errors import Invalid

NUMBER = re.compile(r"[0-9 +*#()/.-]{2,30}")
WAYS = ("phone", "sms", "chat_url")
# A line of the card. text: the word to send. population: for whom it is.
LINE: Mapping[str, str | None] = dict.fromkeys(
    ("name", "phone", "sms", "text", "chat_url", "hours", "languages", "population")
)


class Missing(StrEnum):
    """What must be there before a patient is added, in the order in which an administrator sees to it."""

    EMERGENCY_NUMBER = "emergency_number"
    LINES = "lines"
    CLINIC_PHONE = "clinic_phone"
    CLINIC_HOURS = "clinic_hours"
    STATEMENT = "statement"
    VERIFIED_ON = "verified_on"
    TEST_ALERT = "test_alert"


_FIELDS = (Missing.EMERGENCY_NUMBER, Missing.CLINIC_PHONE, Missing.CLINIC_HOURS, Missing.STATEMENT, Missing.VERIFIED_ON)


@dataclass(frozen=True)
class Readiness:
    """Whether a clinic may take in patients. missing: in order, empty when it may. is_old: see `is_card_old`."""

    missing: tuple[Missing, ...]
    is_old: bool


def missing_in_card(card: Mapping[str, Any]) -> list[Missing]:
    """What the card lacks, in the order of Missing: a line counts if one can call it, write to it or chat with it."""
    lacks = {field for field in _FIELDS if not card.get(field)}
    if not any(line.get("name") and any(line.get(way) for way in WAYS) for line in card.get("lines", [])):
        lacks.add(Missing.LINES)
    return [each for each in Missing if each in lacks]


def is_card_old(card: Mapping[str, Any], today: date, days: int) -> bool:
    """Whether its numbers were last called more than `days` days ago; False while they never were, which is missing."""
    verified_on = card.get("verified_on")
    return verified_on is not None and (today - date.fromisoformat(verified_on)).days > days


def changed_card(card: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """The card with what was said in it. New numbers were called by nobody yet, so the day of verification goes.

    Raises Invalid for a number that cannot be called, or a chat that does not begin with https.
    """
    _require_numbers(said)
    numbers = ("emergency_number", "lines", "clinic_phone")
    same = all(card.get(key) == said[key] for key in numbers)
    kept = {key: card.get(key) if same else None for key in ("verified_on", "verified_by")}
    return {**card, **said, **kept}


def _require_numbers(said: Mapping[str, Any]) -> None:
    for field in ("emergency_number", "clinic_phone"):
        _require_number(said[field], field)
    for place, line in enumerate(said["lines"]):
        for field in ("phone", "sms"):
            _require_number(line[field], f"lines.{place}.{field}")
        if line["chat_url"] is not None and not re.fullmatch(r"https://[^\s\"<>]{1,300}", line["chat_url"]):
            raise Invalid("A chat is an address that begins with https://.", field=f"lines.{place}.chat_url")
        if not any(line[way] for way in WAYS):
            raise Invalid("Give a number to call, a number to text, or a chat.", field=f"lines.{place}.phone")


def _require_number(number: str | None, field: str) -> None:
    if number is not None and not NUMBER.fullmatch(number):
        raise Invalid("Write the number as one dials it, such as 0800 111 0 111.", field=field)


def line_of(words: str) -> dict[str, str | None]:
    """A crisis line, written as "name: number". Raises Invalid where it is not."""
    name, colon, number = words.rpartition(":")
    if not colon or not number.strip():
        raise Invalid(f"Write a crisis line as 'name: number', not {words!r}.")
    return {"name": name.strip(), "phone": number.strip(), "sms": None, "text": None, "hours": None}
