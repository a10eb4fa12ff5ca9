"""The words of messages, and what may stand in their holes: initials, a path and a time, never more. Pure.

A message passes mail servers, gateways and lock screens, so no text can name a person, a score or a symptom: there are
no holes for them, and what fills the holes is checked.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

# hole -> what fits it. path: within this application; the address in front of it is put there on delivery.
HOLES = {
    "initials": re.compile(r"(\w\. ?){1,3}"),
    "path": re.compile(r"/[a-z0-9/-]{0,120}"),
    "due": re.compile(r"[0-9: .A-Za-z-]{4,30}"),
    "count": re.compile(r"[0-9]{1,6}"),
    "code": re.compile(r"[0-9]{6}"),
}
# Made when the message is sent, so that no code lies in the outbox.
FILLED_LAST = frozenset({"code"})
LONGEST_SHORT = 150  # with the link filled in, one text message holds 160
_HOLE = re.compile(r"\{(\w*)\}")
# Times are queued with English months, see time_words, since a message may go to people of several languages.
ENGLISH_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MONTHS = {
    "de": ["Jan", "Feb", "März", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"],
    "es": ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
}
_MONTH = re.compile(r"\b[A-Z][a-z]{2}\b")


@dataclass(frozen=True)
class MessageText:
    """One kind of message. subject, body: of an e-mail. short: for a text message or a page."""

    kind: str
    subject: str
    body: str
    short: str
    language: str = "en"

    @property
    def holes(self) -> frozenset[str]:
        return frozenset(_HOLE.findall(f"{self.subject}\n{self.body}\n{self.short}")) - {"link"}


def initials_of(name: str) -> str:
    """The first letters of the first and the last word of a name, "P. E."; "X." for one without letters."""
    words = [each for each in name.split() if each[0].isalpha()]
    chosen = words[:1] + words[1:][-1:]
    return " ".join(f"{each[0].upper()[0]}." for each in chosen) or "X."


def time_words(at: datetime, zone: str) -> str:
    """A moment by the clinic's clock, as it stands in messages: "23 Nov 14:00"."""
    return at.astimezone(ZoneInfo(zone)).strftime("%d %b %H:%M").lstrip("0")


def require_values(text: MessageText, values: Mapping[str, str]) -> None:
    """Raise ValueError unless the values fill the holes of the text, and each holds only what such a hole may."""
    needed = (text.holes | {"path"}) - FILLED_LAST
    if set(values) != needed:
        raise ValueError(f"the message {text.kind} needs {', '.join(sorted(needed))}")
    for hole, value in values.items():
        if not HOLES[hole].fullmatch(value):
            raise ValueError(f"the message {text.kind} cannot say this as {hole}")


def render(text: MessageText, values: Mapping[str, str], address: str) -> MessageText:
    """The text with its holes filled. address: of this installation; the link is made of it and the path."""
    months = dict(zip(ENGLISH_MONTHS, MONTHS.get(text.language, ENGLISH_MONTHS), strict=True))
    filled = {**values, "link": f"{address}{values['path']}"}
    if "due" in filled:
        filled["due"] = _MONTH.sub(lambda month: months.get(month[0], month[0]), filled["due"])

    def fill(words: str) -> str:
        return _HOLE.sub(lambda hole: filled[hole[1]], words)

    return MessageText(text.kind, fill(text.subject), fill(text.body), fill(text.short), text.language)
