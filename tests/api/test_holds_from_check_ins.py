"""What a patient reports from home keeps the next session closed until a physician has looked."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from server.alerts.models import Alert
from server.audit.models import AuditEntry
from server.courses.actions.hold import clear_hold
from server.courses.models.course import Course
from server.courses.models.hold import Hold
from server.courses.rules import CourseState
from tests.builders import Person, World

PHONE, TABLET = str(uuid4()), str(uuid4())


def said(grades: dict[str, int], *, id: str, seq: int = 1, mood: int = 5, on: str = "2026-11-23") -> dict[str, Any]:
    content = {
        "felt_at": f"{on}T08:00:00Z",
        "felt_on": on,
        "zone": "Europe/Berlin",
        "mood": {"scale": "eleven", "raw": mood},
        "side_effects": [{"effect": effect, "grade": grade} for effect, grade in grades.items()],
    }
    return {"kind": "check-in", "id": id, "seq": seq, "recorded_at": content["felt_at"], "content": content}


def send(phone: Any, *items: dict[str, Any], device: str = PHONE) -> list[str]:
    body = {"schema": 1, "device": device, "sent_at": "2026-11-23T09:00:00Z", "items": list(items)}
    return [each["outcome"] for each in phone.post("/api/sync", json=body).json["items"]]


def kinds(world: World, **equal: Any) -> list[str]:
    return sorted(each.kind for each in world.rows(Hold, **equal))


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ({"seizure": 1}, ["seizure"]),
        ({"syncope": 1}, ["fainting"]),
        ({"hearing": 1}, ["hearing"]),
        ({"seizure": 3, "hearing": 2}, ["hearing", "seizure"]),
        ({"seizure": 0, "syncope": 0, "hearing": 0}, []),
        ({"tinnitus": 3, "mania": 3, "headache": 3}, []),  # these alert, and a person decides
    ],
)
def test_which_reports_hold_the_treatment(
    world: World, phone: Any, course: Course, grades: dict[str, int], expected: list[str]
) -> None:
    assert send(phone, said(grades, id=str(uuid4()))) == ["stored"]
    assert kinds(world, course_id=course.id) == expected


def test_the_hold_says_what_was_told_and_that_a_rule_placed_it(world: World, phone: Any) -> None:
    send(phone, said({"seizure": 2}, id=str(uuid4())))
    hold = world.rows(Hold)[0]
    assert (hold.detail, hold.placed_by) == ("In the daily log for 2026-11-23: seizure (medium)", None)
    assert world.count(AuditEntry, deed="placed a hold: seizure", role="system") == 1


def test_a_repeat_and_a_later_change_join_the_open_hold(world: World, phone: Any) -> None:
    entry = str(uuid4())
    first = said({"seizure": 1}, id=entry)
    send(phone, first)
    send(phone, first)
    send(phone, said({"seizure": 3}, id=entry, seq=2))
    assert kinds(world) == ["seizure"]


def test_changing_the_mood_of_an_entry_does_not_undo_a_physicians_clearance(world: World, phone: Any) -> None:
    entry = str(uuid4())
    send(phone, said({"seizure": 1}, id=entry))
    clinician = world.staff("clinician").actor
    world.run(clear_hold, clinician, world.rows(Hold)[0].id, "Seen; it was a dream.", world.clock.now)
    send(phone, said({"seizure": 1}, id=entry, seq=2, mood=8))
    assert [each.cleared_at is not None for each in world.rows(Hold)] == [True]
    # A further report is another seizure until somebody has asked.
    send(phone, said({"seizure": 1}, id=str(uuid4()), seq=3))
    assert sorted(each.cleared_at is not None for each in world.rows(Hold)) == [False, True]


def test_an_entry_that_conflicts_with_a_stored_one_holds_all_the_same(world: World, phone: Any) -> None:
    entry = str(uuid4())
    send(phone, said({}, id=entry))
    assert send(phone, said({"syncope": 1}, id=entry), device=TABLET) == ["conflict"]
    assert kinds(world) == ["fainting"]


def test_an_entry_that_comes_a_month_late_holds_from_now(world: World, phone: Any) -> None:
    send(phone, said({"hearing": 1}, id=str(uuid4()), on="2026-10-20"))
    hold = world.rows(Hold)[0]
    assert (hold.placed_at, hold.placed_on) == (world.clock.now, date(2026, 11, 23))


def test_an_entry_that_cannot_be_filed_holds_as_well_as_alerts(world: World, phone: Any) -> None:
    assert send(phone, said({"seizure": 1}, id="no id")) == ["refused"]
    assert kinds(world) == ["seizure"]
    assert {each.rule for each in world.rows(Alert)} >= {"AE-1", "UNPLACED"}


def test_a_course_that_has_ended_is_not_held_but_the_one_to_come_is(world: World, patient: Person) -> None:
    world.course(patient, date(2026, 3, 2), state=CourseState.COMPLETED, ended_on=date(2026, 5, 1))
    coming = world.course(patient, date(2026, 12, 7), state=CourseState.PLANNED)
    send(world.client_of(patient), said({"seizure": 1}, id=str(uuid4())))
    assert [each.course_id for each in world.rows(Hold)] == [coming.id]


def test_without_any_course_the_entry_is_stored_and_alerts(world: World, patient: Person) -> None:
    assert send(world.client_of(patient), said({"seizure": 1}, id=str(uuid4()))) == ["stored"]
    assert (world.count(Hold), world.count(Alert)) == (0, 1)


def test_nobody_elses_course_is_held(world: World, phone: Any) -> None:
    other = world.course(world.patient())
    assert send(phone, said({"seizure": 1}, id=str(uuid4()))) == ["stored"]
    assert kinds(world) == ["seizure"]
    assert kinds(world, course_id=other.id) == []
