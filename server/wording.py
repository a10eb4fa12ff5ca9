"""English sentences that know how they were made, so that a page can say them in the reader's language. Pure.

The English words stand once, where the sentence is said. A page knows them by their key: static/locales has each of
them, in every language, and a test holds both together (tests/rules/test_wording.py).
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

_HOLE = re.compile(r"\{(\w+)\}")


class Term(str):
    """A name out of our own files, such as of a side effect, which pages have in the reader's language."""


class Written(str):
    """A number or a day as the English sentence writes it; pages write the value itself in their reader's way."""

    value: float | date

    def __new__(cls, english: str, value: float | date) -> "Written":
        made = super().__new__(cls, english)
        made.value = value
        return made


Value = str | float | date | Sequence["Value"]


class Sentence(str):
    """A sentence in English. parts: the sentences that it is made of, each as a page needs it; see `kept`.

    Wherever it is only read, written down or compared it is the English text.
    """

    parts: tuple[Any, ...]

    def __new__(cls, english: str, parts: Iterable[Any]) -> "Sentence":
        made = super().__new__(cls, english)
        made.parts = tuple(parts)
        return made


def say(template: str, **values: Value) -> Sentence:
    """The template with its holes filled: `say("No daily log for {count} days", count=3)`.

    A number is written as short as it is, a day as people of any country read it alike, and a list with commas.
    """
    english = _HOLE.sub(lambda hole: in_words(values[hole[1]]), template)
    return Sentence(
        english, [{"key": key_of(template), "values": {name: _kept(value) for name, value in values.items()}}]
    )


def in_words(value: Value) -> str:
    """A value as it stands in an English sentence; a day such as 13 Nov 2026."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    if isinstance(value, Sequence):
        return ", ".join(in_words(each) for each in value)
    return str(value) if isinstance(value, int) else f"{value:g}"


def key_of(template: str) -> str:
    """What the sentence is called: its words. As static/js/components/clinic/terms.js makes the key of a term."""
    return re.sub(r"[^A-Za-z0-9]+", "-", template).strip("-")


def dated(on: date) -> Written:
    """The day as programs and forms have it, 2026-11-13."""
    return Written(on.isoformat(), on)


def grouped(count: int) -> Written:
    """A large number, 2,400."""
    return Written(f"{count:,}", count)


def joined(sentences: Iterable[str]) -> Sentence:
    """Several sentences as one, each of them once; a text that does not know how it was made stays as it is."""
    once = list(dict.fromkeys(sentences))
    return Sentence("; ".join(once), [part for each in once for part in kept(each)])


def kept(text: str) -> list[Any]:
    """What a page needs to say the text in the reader's language: a list of its sentences, to be joined by "; ".

    A sentence is {"key", "values"}; in values a day is {"day"}, a name of ours {"term"}, a sentence within the sentence
    {"said"}, and several of them a list. A text that does not know how it was made stands there as it is.
    """
    return list(text.parts) if isinstance(text, Sentence) else [str(text)]


def parts_of(text: str | None) -> list[Any] | None:
    """What is stored beside the English text; None without one, or for one that does not know how it was made."""
    return list(text.parts) if isinstance(text, Sentence) else None


def _kept(value: Value) -> Any:
    if isinstance(value, Sentence):
        return {"said": kept(value)}
    if isinstance(value, Written):
        return _kept(value.value)
    if isinstance(value, Term):
        return {"term": str(value)}
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Sequence):
        return [_kept(each) for each in value]
    return value


def read_back(english: str, parts: Sequence[Any] | None) -> str:
    """A sentence that was stored: parts as `kept` gave them, None for one from before they were."""
    return english if parts is None else Sentence(english, parts)
