"""Staff are told by message of a passkey that was added to their account."""

from server import jobs
from server.access import Role
from server.db import db
from server.messages.models import OutgoingMessage
from server.people.models import Membership
from server.people.models.passkey import StaffPasskey
from tests.api.test_passkeys import holder
from tests.builders import World
from tests.conftest import Clock

(TELL,) = [job for job in jobs.SCHEDULE if job.name == "tell staff of new passkeys"]


def test_staff_are_told_once_of_a_new_passkey_at_their_own_clinics_only(world: World, clock: Clock) -> None:
    person, _ = holder(world, Role.CLINICIAN, clinic=world.clinic("Here"))
    world.staff(Role.ADMIN, world.clinic("Elsewhere"))
    holder(world, Role.PATIENT)
    with world.transaction():
        db.session.get_one(Membership, (person.clinic_id, person.id)).email = "ann@example.org"
    for _ in range(2):
        jobs.run(world.app, TELL)
        clock.move(hours=1)
    (told,) = world.rows(OutgoingMessage)
    assert (told.clinic_id, told.recipient, told.kind) == (person.clinic_id, "ann@example.org", "passkey-added")
    assert told.values == {"due": "23 Nov 10:00", "path": "/app/account"}
    assert world.count(StaffPasskey) == 1
