"""The short check before each session: what may have changed since the last one. Pure.

Source: clinical reference 2.2 (sleep, alcohol, medicines, missed doses) and 2.3 (pregnancy), with illness and events.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from server.errors import Invalid


@dataclass(frozen=True)
class ReCheckItem:
    """One question. about: what a yes means, in a word or two for a hold."""

    key: str
    question: str
    about: str


ITEMS = (
    ReCheckItem("sleep", "Slept less than 5 hours last night?", "slept less than 5 hours"),
    ReCheckItem("alcohol", "Alcohol or drugs since yesterday?", "alcohol or drugs"),
    ReCheckItem("medicines", "A medicine changed, or doses missed?", "medicine changed or doses missed"),
    ReCheckItem("illness", "New illness, fever or head injury?", "new illness or head injury"),
    ReCheckItem("pregnancy", "Pregnant, or possibly so?", "possibly pregnant"),
    ReCheckItem(
        "event", "A fit, a faint or anything like it since the last session?", "fit or faint since the last session"
    ),
)
KEYS = tuple(each.key for each in ITEMS)


def require_answered(answers: Mapping[str, bool]) -> None:
    """Raise Invalid unless each question is answered, and no other."""
    if set(answers) != set(KEYS):
        raise Invalid("Answer each question of the check with yes or no.", field="answers")


def holding(answers: Mapping[str, bool], holds: Collection[str]) -> list[ReCheckItem]:
    """The questions answered yes that hold the session. holds: keys of those that do; the clinic chooses them."""
    return [each for each in ITEMS if answers[each.key] and each.key in holds]


def detail_of(found: Collection[ReCheckItem], words: str) -> str:
    """What the hold says: what was answered yes, and what the operator wrote."""
    said = ", ".join(each.about for each in found)
    said = said[:1].upper() + said[1:]
    return f"{said}. {words}".strip() if words else f"{said}."
