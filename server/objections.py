"""What is wrong with a field, in a sentence that says what to do. Pure.

The library that reads requests has sentences for those who write programs ("Length must be between 1 and 200.").
"""

import re
from typing import Any

from server.wording import Sentence, say

# What it says -> what we say, with the holes in the order of its groups. The first that fits counts.
_SENTENCES = tuple(
    (re.compile(said), ours)
    for said, ours in (
        (r"Missing data for required field\.|Field may not be null\.|Shorter than minimum length 1\.", "Fill this in."),
        (r"Length must be between 1 and (?P<most>\d+)\.", "Fill this in, with at most {most} characters."),
        (r"Length must be between (?P<least>\d+) and (?P<most>\d+)\.", "This takes {least} to {most} characters."),
        (r"Shorter than minimum length (?P<least>\d+)\.", "This is too short: at least {least}."),
        (r"Longer than maximum length (?P<most>\d+)\.", "This is too long: at most {most}."),
        (
            r"Must be greater than or equal to (?P<least>\S+) and less than or equal to (?P<most>\S+)\.",
            "Give a number from {least} to {most}.",
        ),
        (r"Must be greater than or equal to (?P<least>\S+)\.", "Give {least} or more."),
        (r"Must be less than or equal to (?P<most>\S+)\.", "Give {most} at most."),
        (r"Must be one of: (?P<choices>.+)\.", "Choose one of these: {choices}."),
        (r"Not a valid integer\.", "Give a whole number."),
        (r"Not a valid number\.", "Give a number."),
        (r"Not a valid date\.", "Give a day, such as 2026-11-23."),
        (r"Not a valid (?:aware )?datetime\.", "Give a day and a time with its zone."),
        (r"Not a valid string\.", "Give text."),
        (r"Not a valid boolean\.", "Give yes or no."),
        (r"Not a valid email address\.", "Give an e-mail address."),
        (r"String does not match expected pattern\.", "This does not look as it should. Check it for a slip."),
    )
)
TEMPLATES = tuple(ours for _, ours in _SENTENCES)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def plain_objections(said: Any) -> Any:
    """The same lists, nested by field, in plain sentences; what has none of ours stays."""
    if isinstance(said, dict):
        return {name: plain_objections(each) for name, each in said.items()}
    if isinstance(said, list):
        return [plain_objections(each) for each in said]
    return _plain(said) if isinstance(said, str) else said


def parts_of_objections(said: Any) -> Any:
    """The same lists with what a page needs to say the sentences in another language; None where the words do."""
    if isinstance(said, dict):
        return {name: parts_of_objections(each) for name, each in said.items()}
    if isinstance(said, list):
        return [parts_of_objections(each) for each in said]
    return said.parts if isinstance(said, Sentence) else None


def _plain(sentence: str) -> str:
    for pattern, ours in _SENTENCES:
        if found := pattern.fullmatch(sentence):
            return say(ours, **{name: _value(text) for name, text in found.groupdict().items()})
    return sentence


def _value(text: str) -> str | float:
    """A number as one, so that readers see it written their way."""
    if not _NUMBER.fullmatch(text):
        return text
    return float(text) if "." in text else int(text)
