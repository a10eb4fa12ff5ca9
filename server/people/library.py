"""Crisis lines by country to start a clinic's card from, read once from crisis_lines.json. None of them is verified."""

import json
from pathlib import Path
from typing import Any

from server.people.rules.crisis_card import LINE

FILE = Path(__file__).parent / "crisis_lines.json"


_SEEDS = json.loads(FILE.read_text())["countries"]
_ALL: list[dict[str, Any]] = [{**each, "lines": [{**LINE, **line} for line in each["lines"]]} for each in _SEEDS]


def card_seeds() -> list[dict[str, Any]]:
    """For each country its code, name, emergency number and lines, as a card has them."""
    return _ALL
