"""The texts of messages, read once at the start from messages/texts and checked."""

import json
from pathlib import Path

from server.messages.rules.text import HOLES, MessageText

FOLDER = Path(__file__).parent / "texts"


class BadText(Exception):
    """A file of texts cannot be used. The message names it and says why."""


def read_text(kind: str, content: str) -> MessageText:
    """One text. Raises BadText for another shape, an unknown hole or a subject of several lines."""
    try:
        text = MessageText(kind=kind, **json.loads(content))
    except (ValueError, TypeError):
        raise BadText(f"messages/texts/{kind}.json must hold subject, body and short, and no more.") from None
    if unknown := text.holes - set(HOLES):
        raise BadText(f"messages/texts/{kind}.json: {{{min(unknown)}}} is no hole; there are {', '.join(HOLES)}, link.")
    if "\n" in text.subject or "\n" in text.short:
        raise BadText(f"messages/texts/{kind}.json: subject and short are single lines.")
    return text


_ALL = {path.stem: read_text(path.stem, path.read_text()) for path in sorted(FOLDER.glob("*.json"))}


def texts() -> dict[str, MessageText]:
    """All texts by kind, which is the name of the file."""
    return _ALL
