"""The words of the own data on paper, read once: records/texts/own-data.json is English, own-data.de.json German."""

import json
from pathlib import Path

from server.records.rules.wording import Wording

FOLDER = Path(__file__).parent / "texts"
ENGLISH = "en"


def _read(path: Path) -> Wording:
    language = path.stem.partition(".")[2] or ENGLISH
    return Wording(language, **json.loads(path.read_text(encoding="utf-8")))


_ALL = {wording.language: wording for wording in map(_read, sorted(FOLDER.glob("own-data*.json")))}


def wordings() -> dict[str, Wording]:
    """By the tag of their language."""
    return dict(_ALL)


def wording_of(language: str | None) -> Wording:
    """In that language, a tag of which the first part counts; else in English."""
    return _ALL.get((language or ENGLISH).partition("-")[0], _ALL[ENGLISH])
