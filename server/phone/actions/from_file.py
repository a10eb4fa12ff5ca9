"""Taking in the file that a patient's phone saved of what it could not send: docs/phone.md says when."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from marshmallow import ValidationError

from server.access import Actor, Role, system_of
from server.audit.actions import note
from server.errors import Invalid
from server.people.queries import find_patient
from server.phone.actions import sync
from server.phone.rules import Answer
from server.phone.schemas import SyncBody

_BODY = SyncBody()
_BATCH = 50  # what SyncBody takes at once


def take_in_file(clinic_id: UUID, file: Any, now: datetime) -> list[Answer]:
    """Judge each entry as if the phone had sent it: in whichever order the two come, it is stored once.

    file: the JSON value that it holds. Raises Invalid for what is no such file, NotFound where its owner is no patient
    of the clinic.
    """
    bodies = list(_bodies_in(file))
    owner = bodies[0]["owner"]
    operator = system_of(clinic_id)
    patient = Actor(find_patient(operator, owner).id, clinic_id, Role.PATIENT)
    note(operator, "took in a file of unsent entries from a patient's phone", owner, None, now)
    return [answer for body in bodies for answer in sync(patient, body, now)]


def _bodies_in(file: Any) -> Iterator[dict[str, Any]]:
    items = file.get("items") if isinstance(file, dict) else None
    if not isinstance(items, list) or not items:
        raise Invalid("There are no entries in this file.")
    for start in range(0, len(items), _BATCH):
        try:
            body: dict[str, Any] = _BODY.load(file | {"items": items[start : start + _BATCH]})
        except ValidationError as error:
            raise Invalid("This file was not saved by a patient's phone.", fields=error.messages) from None
        if body["owner"] is None:
            raise Invalid("This file does not say whose entries it holds.")
        yield body
