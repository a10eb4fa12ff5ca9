"""What an identity provider says of somebody is about nobody else."""

from server.access import Role
from server.people.models.sso import StaffIdentity
from server.people.queries.sso import identity_behind
from tests.api.test_passkeys import holder
from tests.builders import Person, World

ISSUER = "https://login.example"


def vouch(world: World, person: Person, subject: str) -> None:
    world.add(StaffIdentity(account_id=person.id, issuer=ISSUER, subject=subject, linked_at=world.clock.now))


def test_anothers_single_sign_on_is_no_way_in_of_ones_own(world: World) -> None:
    robin, (ann, _) = world.staff(Role.CLINICIAN), holder(world, Role.CLINICIAN)
    vouch(world, robin, "person-7")
    assert world.client_of(ann).get("/api/me/ways").json == {"ways": ["passkey"]}


def test_removing_ones_own_leaves_anothers(world: World) -> None:
    robin, (ann, _) = world.staff(Role.CLINICIAN), holder(world, Role.CLINICIAN)
    vouch(world, robin, "person-7")
    vouch(world, ann, "person-8")
    assert world.client_of(ann).post("/api/me/sso/remove", json={}).status_code == 200
    assert [each.account_id for each in world.rows(StaffIdentity)] == [robin.id]


def test_whom_another_provider_calls_the_same_is_somebody_else(world: World) -> None:
    vouch(world, world.staff(Role.CLINICIAN), "person-7")
    assert world.run(identity_behind, ISSUER, "person-7") is not None
    assert world.run(identity_behind, ISSUER, "person-8") is None
    assert world.run(identity_behind, "https://before.example", "person-7") is None
