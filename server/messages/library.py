"""The texts of messages, read once at the start from messages/texts and checked.

alert.json is in English, alert.de.json says the same in German. Where a language is missing, the English text is sent.
"""

import json
from pathlib import Path

from server.messages.rules.text import HOLES, MessageText

FOLDER = Path(__file__).parent / "texts"


class BadText(Exception):
    """A file of texts cannot be used. The message names it and says why."""


ENGLISH = "en"


def read_text(name: str, content: str) -> MessageText:
    """One text. name: of the file, without its end. Raises BadText for another shape, an unknown hole or a subject of
    several lines."""
    kind, _, language = name.partition(".")
    try:
        text = MessageText(kind=kind, language=language or ENGLISH, **json.loads(content))
    except (ValueError, TypeError):
        raise BadText(f"messages/texts/{name}.json must hold subject, body and short, and no more.") from None
    if unknown := text.holes - set(HOLES):
        raise BadText(f"messages/texts/{name}.json: {{{min(unknown)}}} is no hole; there are {', '.join(HOLES)}, link.")
    if "\n" in text.subject or "\n" in text.short:
        raise BadText(f"messages/texts/{name}.json: subject and short are single lines.")
    return text


_READ = [read_text(path.stem, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]
_ALL = {(text.kind, text.language): text for text in _READ}


def texts() -> dict[str, MessageText]:
    """The English texts by kind, which is the name of the file."""
    return {kind: text for (kind, language), text in _ALL.items() if language == ENGLISH}


def text_of(kind: str, language: str | None) -> MessageText:
    """The text in that language, a tag of which the first part counts; else in English. KeyError: no such kind."""
    spoken = (kind, (language or ENGLISH).partition("-")[0])
    return _ALL[spoken] if spoken in _ALL else _ALL[kind, ENGLISH]


def languages_of(kind: str) -> set[str]:
    """The tags of the languages that a kind of message is written in."""
    return {language for each, language in _ALL if each == kind}
