"""A file that a phone saved of what it could not send is taken in as if the phone had sent it."""

from typing import Any
from uuid import uuid4

import pytest

from server.audit.models import AuditEntry
from server.checkins.models import CheckIn
from server.errors import Invalid, NotFound
from server.phone.actions.from_file import take_in_file
from tests.api.test_sync import day, instant, item
from tests.builders import Person, World
from tests.conftest import TODAY

DEVICE = str(uuid4())


def file_of(owner: Any, *items: Any) -> dict[str, Any]:
    return {"schema": 1, "owner": str(owner), "device": DEVICE, "sent_at": instant(TODAY), "items": list(items)}


@pytest.fixture
def patient(world: World) -> Person:
    return world.patient()


def take_in(world: World, patient: Person, file: Any) -> list[str]:
    return [str(each.outcome) for each in world.run(lambda _: take_in_file(patient.clinic_id, file, TODAY), patient)]


def test_each_entry_is_stored_once_however_often_and_whoever_else_sends_it(world: World, patient: Person) -> None:
    file = file_of(patient.id, *(item(day(mood=n % 11), seq=n) for n in range(1, 61)))
    phone = world.client_of(patient)
    assert phone.post("/api/sync", json=file | {"items": file["items"][:5]}).status_code == 200
    assert take_in(world, patient, file) == ["stored"] * 60
    assert take_in(world, patient, file) == ["stored"] * 60
    assert phone.post("/api/sync", json=file | {"items": file["items"][-5:]}).status_code == 200
    assert world.count(CheckIn) == 60
    assert world.count(AuditEntry, deed="took in a file of unsent entries from a patient's phone") == 2


def test_what_makes_no_sense_is_kept_and_said(world: World, patient: Person) -> None:
    file = file_of(patient.id, item(day(), seq=1), item({"mood": "odd"}, seq=2))
    assert take_in(world, patient, file) == ["stored", "refused"]


@pytest.mark.parametrize("file", [[], {}, {"items": []}, {"items": [{}]}, "text", None])
def test_another_file_is_refused(world: World, patient: Person, file: Any) -> None:
    with pytest.raises(Invalid):
        take_in(world, patient, file)


def test_entries_of_nobody_here_are_refused(world: World, patient: Person) -> None:
    with pytest.raises(NotFound):
        take_in(world, patient, file_of(uuid4(), item(day())))
    with pytest.raises(Invalid):
        take_in(world, patient, file_of(patient.id, item(day())) | {"owner": None})
