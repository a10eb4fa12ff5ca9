"""Passwords and second factors of staff."""

from typing import Any
from uuid import UUID

from server.access import STAFF
from server.config import Settings
from server.people.models.password import StaffPassword, StaffTotp
from server.people.proofs.password import hash_of
from server.people.proofs.sealing import seal
from tests.api.examples.house import House
from tests.builders import World

PASSWORD = "four otters on a kettle"  # noqa: S105 # nobody's
SECRET, OFFERED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
_HASH = hash_of(PASSWORD)

BODIES: dict[str, dict[str, Any]] = {
    "/api/sign-in/password": {"login": "robin", "password": PASSWORD, "code": "123456"},
    "/api/me/prove/password": {"password": "of nobody here", "code": "123456"},
    "/api/me/password": {"password": "nine kettles and a brim", "current": PASSWORD, "end_others": False},
    "/api/me/password/remove": {},
    "/api/me/totp/begin": {},
    "/api/me/totp": {"code": "123456"},
    "/api/sign-in/sso/begin": {},
    "/api/sign-in/sso": {"code": "a-code", "state": "a-state", "iss": None},
    "/api/me/sso/begin": {},
    "/api/me/sso": {"code": "a-code", "state": "a-state", "iss": None},
    "/api/me/sso/remove": {},
}
QUERIES: dict[str, dict[str, str]] = {}


def add_to(world: World, house: House) -> dict[str, UUID]:
    """Gives everybody of the staff the password and a second factor, and one that is offered."""
    settings: Settings = world.app.config["LODESTONE_SETTINGS"]
    now = world.clock.now
    for role in STAFF:
        account_id = house.people[role].id
        about = f"totp:{account_id}"
        sealed, offered = (seal(each, about, settings.secrets_file) for each in (SECRET, OFFERED))
        world.add(
            StaffPassword(account_id=account_id, login=f"{role}-{account_id.hex}", password_hash=_HASH, changed_at=now),
            StaffTotp(account_id=account_id, secret=sealed, confirmed_at=now, offered=offered, offered_at=now),
        )
    return {}
