"""What staff may enter for a patient: the day, the way it was asked, and what is unusual enough to ask back. Pure."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.errors import Doubt, Invalid
from server.questionnaires.rules.instrument import Filler, Instrument
from server.questionnaires.rules.scoring import DECLINED, RawAnswers
from server.wording import dated, say

MODES = ("phone", "kiosk", "paper", "read-aloud", "clinician", "imported")  # how a response came about
STAFF_MODES = ("paper", "read-aloud", "kiosk", "clinician")  # those in which staff enter it
SHORTEST_REASON = 3  # characters
LONGEST_AGO = timedelta(days=20 * 366)  # what a clinic's papers may reach back


def require_day_fits(on: date, today: date, born_on: date | None) -> None:
    """Raise Invalid for a day on which no form can have been answered. today: where the patient is."""
    if on < today - LONGEST_AGO:
        raise Invalid("A questionnaire is of the last twenty years; look at the year.", field="answered_on")
    if on > today:
        raise Invalid("A questionnaire is entered on the day it was answered or later, not ahead.", field="answered_on")
    if born_on is not None and on < born_on:
        raise Invalid(
            say("The patient was born on {on}; give a day after that.", on=dated(born_on)), field="answered_on"
        )


def require_mode_fits(instrument: Instrument, mode: str) -> None:
    """Raise Invalid where a patient's form is said to be the clinician's own, or the other way round. An imported one
    may be either."""
    is_own = mode == "clinician"
    if mode != "imported" and is_own != (instrument.filled_by is Filler.CLINICIAN):
        whose = say("a patient fills it in") if is_own else say("a clinician fills it in")
        sentence = say("{title}: {whose}. Choose how that was done.", title=instrument.title, whose=whose)
        raise Invalid(sentence, field="mode")


def require_something_given(instrument: Instrument, answers: RawAnswers) -> None:
    """Raise Invalid for a form in which nothing was answered and nothing declined."""
    if all(given is None for given in answers.values()):
        sentence = say("Nothing of the {title} is filled in. Enter at least one answer.", title=instrument.title)
        raise Invalid(sentence, field="answers")


def require_reason(reason: str) -> None:
    """Raise Invalid where a correction does not say why."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid("Say why in a few words: it stays with the record.", field="reason")


def doubts_about(
    instrument: Instrument, on: date, answered_days: Collection[date], *, belongs_to_course: bool
) -> list[Doubt]:
    """What is possible but rare about a form. answered_days: of the instrument's other responses in the course."""
    found = []
    if on in answered_days:
        sentence = say(
            "The {title} was already answered on {on}. Enter a second one for that day?",
            title=instrument.title,
            on=dated(on),
        )
        found.append(Doubt("answered-that-day", sentence))
    if not belongs_to_course:
        sentence = say(
            "{on} is not near this course: neither its baseline, nor its sessions, nor its follow-up. Enter it?",
            on=dated(on),
        )
        found.append(Doubt("outside-course", sentence))
    return found


def time_of(on: date, now: datetime, zone: str) -> datetime:
    """When a form of the day `on` counts as finished: now, if it is that day where the patient is, else its noon."""
    if now.astimezone(ZoneInfo(zone)).date() <= on:
        return now
    return datetime.combine(on, time(12), ZoneInfo(zone)).astimezone(UTC)


def fields_of(answers: Mapping[str, Any], **rest: Any) -> dict[str, Any]:
    """A response field by field, so that a correction shows which items were changed. Items come as "item 9"."""
    return {**rest, **{f"item {key}": _plain(given) for key, given in answers.items()}}


def _plain(given: Any) -> Any:
    return "prefer not to answer" if given == DECLINED else given
