"""Who is on duty, by the roster in the database."""

from datetime import timedelta

from server.access import Role
from server.db import db
from server.people.models import Membership
from server.people.models.duty import DutyShift
from server.people.queries import contacts_of, on_duty, shifts_at
from server.people.rules.duty import DutyKind
from tests.builders import Person, World


def on_shift(world: World, person: Person, kind: DutyKind = DutyKind.ON_DUTY) -> None:
    with world.transaction():
        span = {"starts_at": world.clock.now - timedelta(hours=1), "ends_at": world.clock.now + timedelta(hours=1)}
        db.session.add(DutyShift(clinic_id=person.clinic_id, account_id=person.id, kind=kind, covers_for=None, **span))


def leave(world: World, person: Person) -> None:
    with world.transaction():
        db.session.get_one(Membership, (person.clinic_id, person.id)).left_at = world.clock.now


def test_the_roster_of_this_clinic_says_whom_to_tell(world: World) -> None:
    ann, ben = world.staff("clinician", name="Ann"), world.staff("clinician", name="Ben")
    elsewhere = world.staff("clinician", world.clinic("Elsewhere"))
    assert world.run(on_duty, ann.clinic_id, Role.CLINICIAN, world.clock.now) == [ann.id, ben.id]
    on_shift(world, ben)
    on_shift(world, elsewhere)
    assert world.run(on_duty, ann.clinic_id, Role.CLINICIAN, world.clock.now) == [ben.id]
    later = world.clock.now + timedelta(hours=1)
    assert world.run(on_duty, ann.clinic_id, Role.CLINICIAN, later) == [ann.id, ben.id]


def test_an_entry_of_the_roster_holds_from_its_start_until_just_before_its_end(world: World) -> None:
    ann, now = world.staff("clinician", name="Ann"), world.clock.now
    on_shift(world, ann)
    times = [now + timedelta(minutes=each) for each in (-61, -60, 0, 59, 60)]
    holding = [world.run(shifts_at, ann.clinic_id, each) for each in times]
    assert [[each.account_id for each in found] for found in holding] == [[], [ann.id], [ann.id], [ann.id], []]


def test_whoever_left_is_not_told_and_cannot_get_in(world: World) -> None:
    ann, ben = world.staff("clinician", name="Ann"), world.staff("clinician", name="Ben")
    on_shift(world, ben)
    browser = world.client_of(ben)
    assert browser.get("/api/me").status_code == 200
    leave(world, ben)
    assert browser.get("/api/me").status_code == 401
    assert world.run(on_duty, ann.clinic_id, Role.CLINICIAN, world.clock.now) == [ann.id]
    assert [each.name for each in world.run(contacts_of, ann.clinic_id, [ben.id, ann.id])] == ["Ann"]
