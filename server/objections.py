"""What is wrong with a field, in a sentence that says what to do. Pure.

The library that reads requests has sentences for those who write programs ("Length must be between 1 and 200.").
"""

import re
from typing import Any

# What it says -> what we say. The first that fits counts.
_SENTENCES = tuple(
    (re.compile(said), ours)
    for said, ours in (
        (r"Missing data for required field\.|Field may not be null\.|Shorter than minimum length 1\.", "Fill this in."),
        (r"Length must be between 1 and (\d+)\.", r"Fill this in, with at most \1 characters."),
        (r"Length must be between (\d+) and (\d+)\.", r"This takes \1 to \2 characters."),
        (r"Shorter than minimum length (\d+)\.", r"This is too short: at least \1."),
        (r"Longer than maximum length (\d+)\.", r"This is too long: at most \1."),
        (
            r"Must be greater than or equal to (\S+) and less than or equal to (\S+)\.",
            r"Give a number from \1 to \2.",
        ),
        (r"Must be greater than or equal to (\S+)\.", r"Give \1 or more."),
        (r"Must be less than or equal to (\S+)\.", r"Give \1 at most."),
        (r"Must be one of: (.+)\.", r"Choose one of these: \1."),
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


def plain_objections(said: Any) -> Any:
    """The same lists, nested by field, in plain sentences; what has none of ours stays."""
    if isinstance(said, dict):
        return {name: plain_objections(each) for name, each in said.items()}
    if isinstance(said, list):
        return [plain_objections(each) for each in said]
    return _plain(said) if isinstance(said, str) else said


def _plain(sentence: str) -> str:
    for pattern, ours in _SENTENCES:
        if found := pattern.fullmatch(sentence):
            return found.expand(ours)
    return sentence
