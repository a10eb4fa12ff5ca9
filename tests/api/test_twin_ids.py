"""Ids are made by phones, and so may be anybody's: what three people keep under one id are three things."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from server.alerts.actions.system import raise_system_alert
from server.alerts.models import Alert, SystemAlert
from server.audit.models import Revision
from server.audit.queries import conflicting_revisions
from server.audit.rules import Standing
from server.checkins.models import CheckIn, SideEffect
from server.checkins.queries import check_ins_of_course, effects_of
from server.checkins.queries.patterns import _days
from server.courses.models.course import Course
from server.people.models import Clinic
from server.questionnaires.models import Response
from tests.builders import Person, World
from tests.conftest import TODAY

ENTRY, FORM, EARLIER = (str(uuid4()) for _ in range(3))
DEVICE = str(uuid4())  # even this is the same: a phone that was copied onto others
FRIDAY = TODAY - timedelta(days=3)


@pytest.fixture
def people(world: World) -> list[Person]:
    """The one who will change things; another of the same clinic; and one of another clinic under the first one's id.

    In this order by their keys, so that whoever takes the last of several rows takes another one's.
    """
    rises = {"alerts.si-2.rise": 1}
    clinics = [world.clinic(name, settings=rises) for name in ("Here", "Elsewhere")]
    here, elsewhere = sorted(clinics, key=lambda each: each.id)
    first, second = sorted([uuid4(), uuid4()])
    people = [world.patient(clinic, id=id) for clinic, id in ((here, first), (here, second), (elsewhere, first))]
    for each, id in zip(people, sorted(uuid4() for _ in people), strict=True):
        world.course(each, id=id)
    return people


@pytest.fixture
def phone(world: World, people: list[Person]) -> FlaskClient:
    """The first one's phone, after the entry and the form have come from all three."""
    first, *others = [world.client_of(each) for each in people]
    send(first, 1, check_in(mood=6), form(item9=1))
    for other in others:
        send(other, 1, check_in(mood=6), form(item9=0), form(item9=0) | {"id": EARLIER})
    return first


def send(phone: FlaskClient, seq: int, *said: dict[str, Any]) -> dict[str, Any]:
    items = [
        {"seq": seq * 2 + n, "base": None, "recorded_at": FRIDAY.isoformat(), **each} for n, each in enumerate(said)
    ]
    body = {"schema": 1, "device": DEVICE, "sent_at": TODAY.isoformat(), "items": items}
    answered = phone.post("/api/sync", json=body).json
    assert {each["outcome"] for each in answered["items"]} == {"stored"}
    found: dict[str, Any] = answered
    return found


def key(of: Person | Course | Revision) -> tuple[UUID, UUID]:
    return of.clinic_id, of.id if isinstance(of, Person) else of.patient_id


def check_in(mood: int | None, effect: str = "headache", grade: int = 1) -> dict[str, Any]:
    content = {
        "felt_at": FRIDAY.isoformat(),
        "felt_on": FRIDAY.date().isoformat(),
        "zone": "Europe/Berlin",
        "mood": {"scale": "eleven", "raw": mood},
        "any_side_effects": True,
        "side_effects": [{"effect": effect, "grade": grade, "text": None}],
    }
    return {"kind": "check-in", "id": ENTRY, "deleted": mood is None, "content": None if mood is None else content}


def form(item9: int | None) -> dict[str, Any]:
    finished_at = FRIDAY + timedelta(hours=item9 or 0)
    content = {
        "instrument": "phq-9",
        "version": "1",
        "started_at": finished_at.isoformat(),
        "finished_at": finished_at.isoformat(),
        "answered_on": FRIDAY.date().isoformat(),
        "zone": "Europe/Berlin",
        "mode": "phone",
        "answers": {**{str(item): 1 for item in range(1, 9)}, "9": item9},
    }
    return {"kind": "response", "id": FORM, "deleted": item9 is None, "content": None if item9 is None else content}


def test_what_one_deletes_others_keep(world: World, people: list[Person], phone: FlaskClient) -> None:
    send(phone, 2, check_in(mood=None), form(item9=None))
    others = {key(each) for each in people[1:]}
    assert {(each.clinic_id, each.patient_id) for each in world.rows(CheckIn, id=UUID(ENTRY))} == others
    assert {(each.clinic_id, each.patient_id) for each in world.rows(SideEffect)} == others
    assert {(each.clinic_id, each.patient_id) for each in world.rows(Response, id=UUID(FORM))} == others


@pytest.mark.parametrize(("mood", "item9", "held"), [(2, 2, 2), (None, None, 0)])
def test_what_one_changes_or_deletes_counts_in_that_course_alone(
    world: World, people: list[Person], phone: FlaskClient, mood: int | None, item9: int | None, held: int
) -> None:
    before = {key(each): each.facts for each in world.rows(Course)}
    answered = send(phone, 2, check_in(mood), form(item9))
    assert answered["confirmed"] == held
    after = {key(each): each.facts for each in world.rows(Course)}
    assert [after[key(each)] - before[key(each)] for each in people] == [2, 0, 0]


def test_what_one_felt_is_told_of_nobody_else(world: World, people: list[Person], phone: FlaskClient) -> None:
    first, second = people[:2]
    send(world.client_of(second), 2, check_in(2, "nausea", 3))
    (course,) = world.rows(Course, clinic_id=first.clinic_id, patient_id=first.id)
    (entry,) = world.run(check_ins_of_course, first.clinic_id, course.id)
    assert entry.effects == {"headache": 1}
    assert world.run(effects_of, first.actor, [UUID(ENTRY)], ["headache", "nausea"]) == {(UUID(ENTRY), "headache")}
    send(world.client_of(second), 3, check_in(2, "headache", 3))
    (day,) = world.run(_days, first.clinic_id, first.id, FRIDAY.date(), FRIDAY.date())
    assert (day.headache, day.mood) == (1, 6)


def test_what_is_kept_beside_an_entry_is_shown_with_that_patients_alone(
    world: World, people: list[Person], phone: FlaskClient
) -> None:
    first, second = people[:2]
    newest = world.rows(Revision, clinic_id=second.clinic_id, patient_id=second.id)[0]
    same = {each.key: getattr(newest, each.key) for each in Revision.__mapper__.column_attrs}
    world.add(Revision(**same | {"number": 99, "standing": Standing.CONFLICT}))
    found = [len(world.run(conflicting_revisions, each.clinic_id, each.id)) for each in (first, second)]
    assert found == [0, 1]


def test_what_one_changes_stands_on_for_others(world: World, people: list[Person], phone: FlaskClient) -> None:
    send(phone, 2, check_in(2), form(item9=2))
    replaced = world.rows(Revision, standing=Standing.PAST)
    assert [key(each) for each in replaced] == [key(people[0])] * 2


def test_what_others_answered_before_is_no_rise(world: World, people: list[Person], phone: FlaskClient) -> None:
    send(phone, 2, form(item9=1) | {"id": str(uuid4())})
    changed = form(item9=1)
    changed["content"]["answers"]["1"] = 2
    send(phone, 3, changed)  # as little as what they had said of the form that has the same id
    assert {each.rule for each in world.rows(Alert, clinic_id=people[0].clinic_id)} == {"SI-1"}


def test_what_another_clinic_removed_is_unknown_here(world: World, people: list[Person], phone: FlaskClient) -> None:
    reason = {"reason": "Another patient's"}
    removed = str(
        world.response(world.rows(Course, clinic_id=people[2].clinic_id)[0], FRIDAY.date(), 3, mode="paper").id
    )
    there, here = (world.client_of(world.staff("clinician", clinic)) for clinic in _clinics(world, people))
    assert there.post(f"/api/responses/{removed}/remove", json=reason).status_code < 300
    foreign, unknown = (here.post(f"/api/responses/{each}/remove", json=reason) for each in (removed, uuid4()))
    assert (foreign.status, foreign.data) == (unknown.status, unknown.data)
    assert foreign.status_code == 404


def test_what_stands_still_in_one_clinic_is_told_in_each(world: World, people: list[Person]) -> None:
    for clinic in _clinics(world, people):
        world.run(raise_system_alert, clinic.id, "delivery", "Delivery stands still", "For an hour.", TODAY)
    assert [each.times for each in world.rows(SystemAlert)] == [1, 1]


def _clinics(world: World, people: list[Person]) -> list[Any]:
    return [world.rows(Clinic, id=each.clinic_id)[0] for each in (people[2], people[0])]
