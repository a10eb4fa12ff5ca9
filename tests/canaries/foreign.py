"""Which planted words are foreign to somebody: whose they are decides, and what the person's work is."""

from uuid import UUID

from server.access import Role
from tests.builders import Person
from tests.canaries.planting import Planted, Token

# What those who treat nobody may be shown of patients all the same: table -> columns. None: everything of their clinic.
OF_PATIENTS: dict[Role, dict[str, set[str]] | None] = {
    Role.TECHNICIAN: None,
    Role.CLINICIAN: None,
    Role.COORDINATOR: {"patient": {"name"}},  # to record who consented
    Role.RESEARCHER: {},
    Role.SERVICE: {},
    # To carry out wishes to leave, and to answer whether somebody read a record.
    Role.ADMIN: {
        "patient": {"name", "number"},
        "leaving": {"words"},
        "erasure": {"reason"},
        "outgoing_message": {"recipient"},
    },
}
# Rows of an account that nobody else is shown, whatever their role.
PRIVATE = {
    "staff_access_change",
    "staff_identity",
    "staff_passkey",
    "staff_password",
    "staff_totp",
    "sign_in_session",
}
# What patients are shown that is about no patient: who treats them, and where.
OF_THE_HOUSE = {"account.name", "clinic.name", "clinic.help"}


def foreign_to(planted: Planted, person: Person | None, staff: set[UUID], said: bytes | str) -> list[Token]:
    """The tokens in what was said that the person must not be shown. person None: nobody is signed in.

    staff: the accounts that belong to the person's clinic.
    """
    return [each for each in planted.found_in(said) if not _may_be_shown(each, person, staff)]


def _may_be_shown(token: Token, person: Person | None, staff: set[UUID]) -> bool:
    name = f"{token.table}.{token.column}"
    if person is None:
        return name in ("clinic.name", "clinic.help")
    if token.clinic_id not in (None, person.clinic_id) or name in ("service_key.token_hash", "tablet.token_hash"):
        return False
    if token.account_id is not None and (token.account_id not in staff or _is_private(token, person)):
        return False
    if token.patient_id is not None:
        return _may_be_shown_of_a_patient(token, person)
    return person.role is not Role.PATIENT or name in OF_THE_HOUSE


def _is_private(token: Token, person: Person) -> bool:
    return token.table in PRIVATE and token.account_id != person.id


def _may_be_shown_of_a_patient(token: Token, person: Person) -> bool:
    if person.role is Role.PATIENT:
        return token.patient_id == person.id
    allowed = OF_PATIENTS[person.role]
    return allowed is None or token.column in allowed.get(token.table, set())
