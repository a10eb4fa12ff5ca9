"""Passkeys: everybody of the house has one under the same id, since it is found among one's own only."""

from typing import Any
from uuid import UUID, uuid4

from server.access import Role
from server.db import db
from server.people.models.passkey import PatientPasskey, StaffPasskey
from tests.api.examples.house import House
from tests.builders import World

# Of the right shape; whether it holds is for test_passkeys.
_CLIENT_DATA = "eyJjaGFsbGVuZ2UiOiJub25lIn0"
_USED = {"clientDataJSON": _CLIENT_DATA, "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": "A" * 86}
BODIES: dict[str, dict[str, Any]] = {
    "/api/sign-in/passkey/options": {},
    "/api/sign-in/passkey": {"id": "AAAA", "response": _USED},
    "/api/sign-in/clinic": {"ticket": "A" * 43, "clinic_id": str(UUID(int=1))},
    "/api/me/prove/passkey/options": {},
    "/api/me/prove/passkey": {"id": "AAAA", "response": _USED},
    "/api/passkeys/options": {},
    "/api/passkeys": {"id": "AAAA", "response": {"clientDataJSON": _CLIENT_DATA, "attestationObject": "AAAA"}},
    "/api/me/passkeys/<uuid:passkey_id>/remove": {},
}
QUERIES: dict[str, dict[str, str]] = {}


def add_to(world: World, house: House) -> dict[str, UUID]:
    """Two passkeys each, so that one may be removed."""
    passkey_id = uuid4()
    for each_id in (passkey_id, uuid4()):
        for person in house.people.values():
            rest: dict[str, Any] = {
                "id": each_id,
                "credential_id": uuid4().bytes,
                "user_handle": person.id.bytes * 4,
                "public_key": b"none",
                "sign_count": 0,
                "is_synced": True,
                "is_backed_up": True,
                "aaguid": "00000000-0000-0000-0000-000000000000",
                "label": "Chrome on Android",
                "created_at": world.clock.now,
            }
            with world.transaction():
                if person.role is Role.PATIENT:
                    db.session.add(PatientPasskey(clinic_id=person.clinic_id, patient_id=person.id, **rest))
                else:
                    db.session.add(StaffPasskey(account_id=person.id, **rest))
    return {"passkey_id": passkey_id}
