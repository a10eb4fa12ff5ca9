"""Invented instruments and wording packs, as a clinic would put them into a folder of its own. Nobody's real text."""

import json
from pathlib import Path
from typing import Any

from server.questionnaires.library import FOLDER

LICENCE = "Invented for tests; the clinic may use it by its own leave of 2026-01-02."


def raw_of(key: str) -> dict[str, Any]:
    """What a shipped file says."""
    read: dict[str, Any] = json.loads((FOLDER / f"{key}.json").read_text(encoding="utf-8"))
    return read


def night_thoughts(**changes: Any) -> dict[str, Any]:
    """An invented questionnaire of three items about nights; the third is a matter of safety."""
    return {
        "key": "night-thoughts",
        "version": "1",
        "title": "Night thoughts",
        "name": "Thoughts at night, three invented items",
        "language": "en",
        "wording": "full",
        "filled_by": "patient",
        "higher_is_better": False,
        "recall": "the last 3 nights",
        "recall_period": "P3D",
        "stem": "In the last 3 nights, how often:",
        "answer_lists": {
            "nights": [
                {"value": 0, "text": "In no night"},
                {"value": 1, "text": "In one night"},
                {"value": 2, "text": "In more than one"},
            ]
        },
        "items": [
            {"key": "1", "text": "Did you lie awake?", "answers": "nights"},
            {"key": "2", "text": "Did you count the hours?", "answers": "nights"},
            {"key": "3", "text": "Did you wish not to wake up?", "answers": "nights"},
        ],
        "scales": [
            {
                "key": "total",
                "title": "Night thoughts total",
                "items": ["1", "2", "3"],
                "formula": "sum",
                "range": [0, 6],
                "missing": {"prorate_up_to": 1},
                "bands": [],
            }
        ],
        "change": {
            "minimal": None,
            "reliable": None,
            "response_percent": None,
            "remission_below": None,
            "remission_from_baseline": None,
        },
        "safety_items": [
            {
                "item": "3",
                "threshold": 1,
                "level": "red",
                "urgent_from": 2,
                "emergency": False,
                "title": "Wish not to wake up",
            }
        ],
        "source": "Invented for tests.",
        "licence": LICENCE,
        "credit": "Invented.",
        **changes,
    }


def pack(key: str, **changes: Any) -> dict[str, Any]:
    """A wording pack with invented words for every item and answer of a shipped skeleton."""
    skeleton = raw_of(key)
    return {
        "key": key,
        "version": skeleton["version"],
        "language": "en",
        "licence": LICENCE,
        "stem": "Invented stem:",
        "items": {each["key"]: f"Invented question {each['key']}" for each in skeleton["items"]},
        "answers": {
            name: {str(each["value"]): f"Invented answer {each['value']}" for each in answers}
            for name, answers in skeleton["answer_lists"].items()
        },
        **changes,
    }


def translation(original: dict[str, Any], language: str = "de", **changes: Any) -> dict[str, Any]:
    """A wording pack that says a whole instrument in invented words of another language."""
    return {
        **{name: original[name] for name in ("key", "version")},
        "language": language,
        "licence": LICENCE,
        **{name: f"Erfunden: {name}" for name in ("stem", "recall", "instruction") if name in original},
        "items": {each["key"]: f"Erfundene Frage {each['key']}" for each in original["items"]},
        "answers": {
            name: {str(each["value"]): f"Erfundene Antwort {each['value']}" for each in answers}
            for name, answers in original["answer_lists"].items()
        },
        **changes,
    }


def put(folder: Path, name: str, content: object) -> Path:
    """Write a file into the folder; returns the folder."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder
