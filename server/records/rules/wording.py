"""The words that stand around a patient's own data on paper, by language; days and numbers as one writes them. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from server.messages.rules.text import ENGLISH_MONTHS, MONTHS
from server.records.rules.own_data import Section, label_of

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?Z")
_DAYS = {"en": "{day} {month} {year}", "de": "{day}. {month} {year}", "es": "{day} {month} {year}"}
_POINTS = {"en": ".", "de": ",", "es": ","}


@dataclass(frozen=True)
class Wording:
    """The words of one language.

    titles: table -> heading. labels: column -> what stands before its values. values: column -> code -> words. What
    is in none of them is shown as it is kept. reasons: why something is left out -> the same in this language.
    """

    language: str
    sentences: Mapping[str, str]
    titles: Mapping[str, str]
    labels: Mapping[str, str]
    reasons: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]

    def say(self, sentence: str, **holes: str | int) -> str:
        return self.sentences[sentence].format(**holes)

    def all_words(self) -> Iterator[str]:
        """All that it may say, so that a font can be looked for that has the letters."""
        for words in (self.sentences, self.titles, self.labels, self.reasons, *self.values.values()):
            yield from words.values()

    def title(self, section: Section) -> str:
        return self.titles.get(section.table, section.title)

    def label(self, column: str) -> str:
        return self.labels.get(column) or label_of(column)

    def reason(self, english: str) -> str:
        return self.reasons.get(english, english)

    def day(self, on: date) -> str:
        """ "23 Nov 2026", with the month in words: nobody takes it for the day."""
        month = MONTHS.get(self.language, ENGLISH_MONTHS)[on.month - 1]
        return _DAYS[self.language].format(day=on.day, month=month, year=on.year)

    def moment(self, at: datetime) -> str:
        """at: in UTC."""
        return f"{self.day(at.date())} {at:%H:%M} UTC"

    def number(self, value: float) -> str:
        return f"{value:g}".replace(".", _POINTS[self.language])

    def value(self, column: str, value: Any) -> str:
        """A value as one reads it on paper: lists and tables of answers run on, yes and no are said."""
        if isinstance(value, bool):
            return self.say("yes" if value else "no")
        if isinstance(value, Mapping):
            said = (f"{key}: {self.value(key, each)}" for key, each in value.items())
            return ", ".join(said) or self.say("nothing")
        if isinstance(value, list | tuple):
            return ", ".join(self.value(column, each) for each in value) or self.say("nothing")
        if value is None:
            return self.say("not_said")
        if isinstance(value, float):
            return self.number(value)
        return self.values.get(column, {}).get(str(value)) or self._days_in(str(value))

    def _days_in(self, text: str) -> str:
        """A day, or a text with instants of ours in it, with them as they are read. Days in somebody's words stay."""
        if _DAY.fullmatch(text):
            return self.day(date.fromisoformat(text))
        return _INSTANT.sub(lambda found: f"{self.day(date.fromisoformat(found[1]))} {found[2]} UTC", text)
