"""What an identity provider says of somebody is about nobody else."""

from contextlib import nullcontext

import pytest

from server.access import Role
from server.db import transaction
from server.errors import NotProven, SignInFailed
from server.people.actions.challenge import Bound, make_challenge
from server.people.actions.sso import prove_by_sso, sign_in_by_sso
from server.people.models.sso import StaffIdentity
from server.people.queries.sso import identity_behind
from server.people.rules.passkey import Purpose
from server.people.rules.sign_in import Caller
from server.people.rules.sso import Vouched
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


def test_of_two_answers_to_one_round_that_were_vouched_for_at_once_one_counts(world: World) -> None:
    """The provider is asked before the round is used up, so that both may come as far as this."""
    robin, now = world.staff(Role.CLINICIAN), world.clock.now
    vouch(world, robin, "person-7")
    vouched = Vouched(ISSUER, "person-7", now)
    state = world.run(make_challenge, Purpose.SSO_SIGN_IN, Bound(None), now)
    for outcome in (nullcontext(), pytest.raises(SignInFailed)):
        with world.app.app_context(), outcome, transaction("write"):
            sign_in_by_sso(vouched, state, Caller("192.0.2.1", "A browser"), now)
    with pytest.raises(NotProven):
        world.run(prove_by_sso, robin.actor, vouched, state, now)
