"""Taking in what a patient answers on a tablet of the clinic: as from a phone, but only added, and marked."""

from datetime import datetime
from typing import Any

from server.access import Actor
from server.errors import Invalid
from server.phone.actions import sync
from server.phone.rules import Answer


def take_in_at_kiosk(patient: Actor, said: dict[str, Any], now: datetime) -> list[Answer]:
    """Judge each entry as `sync` does. said: as loaded by KioskEntriesBody. Raises Invalid for a change or a deletion:
    whoever holds the tablet must not touch what the patient said before."""
    items = [_marked(each) for each in said["items"]]
    return sync(patient, {**said, "owner": None, "items": items}, now)


def _marked(item: dict[str, Any]) -> dict[str, Any]:
    if item.get("deleted") or item.get("base") is not None:
        raise Invalid("On a tablet of the clinic entries are only added.", field="items")
    content = item.get("content")
    if item.get("kind") != "response" or not isinstance(content, dict):
        return item
    return {**item, "content": {**content, "mode": "kiosk"}}
