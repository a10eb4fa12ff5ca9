"""Who may do what: roles, permissions and the acting person. Pure data.

A role that is not listed for a permission does not have it.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    PATIENT = "patient"
    TECHNICIAN = "technician"
    CLINICIAN = "clinician"
    COORDINATOR = "coordinator"
    RESEARCHER = "researcher"
    ADMIN = "admin"
    SERVICE = "service"  # a machine that a clinic lets in with a key of its own
    SYSTEM = "system"  # jobs and the operator's command line; nobody signs in as this


STAFF = (Role.TECHNICIAN, Role.CLINICIAN, Role.COORDINATOR, Role.RESEARCHER, Role.ADMIN)


class Permission(StrEnum):
    PUBLIC = "no sign-in needed"
    SIGNED_IN = "any signed-in person"
    MANAGE_OWN_ACCESS = "manage one's own ways to sign in"
    MANAGE_OWN_PASSWORD = "manage one's own password and single sign-on"  # noqa: S105 # staff alone have them
    PROVE_AS_STAFF = "prove again who one is, by what staff alone have"
    WRITE_OWN_LOG = "write one's own log"
    READ_OWN_LOG = "read one's own last days and what is due"
    AT_KIOSK = "answer what is due on a tablet of the clinic, after typing a code there"
    READ_OWN_RECORD = "read one's own record"
    LEAVE = "leave, and have one's own record erased"
    READ_COURSES = "read patients' courses"
    RECORD_SESSIONS = "record treatment sessions"
    ENTER_RESPONSES = "enter and correct questionnaires"
    MANAGE_PATIENTS = "add and invite patients"
    MANAGE_COURSES = "plan, change and end courses"
    REVIEW_COURSES = "review and sign courses"
    CLEAR_HOLDS = "clear holds and safety screens"
    ACT_ON_ALERTS = "act on alerts"
    READ_STUDIES = "see studies and take exports that were made"
    MAKE_EXPORTS = "make exports of studies"
    MANAGE_STUDIES = "set up studies and record consent"
    SEE_WHO_CONSENTED = "see the names behind a study's pseudonyms"
    MANAGE_CLINIC = "set up the clinic"
    MANAGE_MACHINES = "let machines in with keys"
    MANAGE_TABLETS = "enrol tablets that staff share"
    READ_SETTINGS = "see how the clinic is set up"
    HANDLE_LEAVING = "answer patients who ask to be erased"
    ERASE_PATIENTS = "erase a patient who asked for it"
    READ_AUDIT = "see who signed in and who opened whose record"
    READ_FIGURES = "see the outcome figures of the whole clinic"


_ROLES_WITH: dict[Permission, frozenset[Role]] = {
    Permission.SIGNED_IN: frozenset({Role.PATIENT, *STAFF}),
    Permission.MANAGE_OWN_ACCESS: frozenset({Role.PATIENT, *STAFF}),
    Permission.MANAGE_OWN_PASSWORD: frozenset(STAFF),
    Permission.PROVE_AS_STAFF: frozenset(STAFF),
    Permission.WRITE_OWN_LOG: frozenset({Role.PATIENT}),
    Permission.READ_OWN_LOG: frozenset({Role.PATIENT}),
    Permission.READ_OWN_RECORD: frozenset({Role.PATIENT}),
    Permission.LEAVE: frozenset({Role.PATIENT}),
    Permission.READ_COURSES: frozenset({Role.TECHNICIAN, Role.CLINICIAN}),
    Permission.RECORD_SESSIONS: frozenset({Role.TECHNICIAN, Role.CLINICIAN}),
    Permission.ENTER_RESPONSES: frozenset({Role.TECHNICIAN, Role.CLINICIAN}),
    Permission.MANAGE_PATIENTS: frozenset({Role.TECHNICIAN, Role.CLINICIAN}),
    Permission.MANAGE_COURSES: frozenset({Role.CLINICIAN}),
    Permission.REVIEW_COURSES: frozenset({Role.CLINICIAN}),
    Permission.CLEAR_HOLDS: frozenset({Role.CLINICIAN}),
    Permission.ACT_ON_ALERTS: frozenset({Role.TECHNICIAN, Role.CLINICIAN}),
    Permission.READ_STUDIES: frozenset({Role.COORDINATOR, Role.RESEARCHER, Role.SERVICE}),
    Permission.MAKE_EXPORTS: frozenset({Role.COORDINATOR, Role.RESEARCHER}),
    Permission.MANAGE_STUDIES: frozenset({Role.COORDINATOR}),
    Permission.SEE_WHO_CONSENTED: frozenset({Role.COORDINATOR}),
    Permission.MANAGE_CLINIC: frozenset({Role.ADMIN}),
    Permission.MANAGE_MACHINES: frozenset({Role.ADMIN}),
    Permission.MANAGE_TABLETS: frozenset({Role.ADMIN}),
    Permission.READ_SETTINGS: frozenset({Role.TECHNICIAN, Role.CLINICIAN, Role.ADMIN}),
    Permission.HANDLE_LEAVING: frozenset({Role.ADMIN}),
    Permission.ERASE_PATIENTS: frozenset({Role.ADMIN}),
    Permission.READ_AUDIT: frozenset({Role.ADMIN}),
    Permission.READ_FIGURES: frozenset({Role.CLINICIAN, Role.ADMIN}),
}


# What a session alone is not enough for: the person must have proved lately who they are.
NEEDS_FRESH = frozenset(
    {
        Permission.READ_OWN_RECORD,
        Permission.MANAGE_OWN_ACCESS,
        Permission.MANAGE_OWN_PASSWORD,
        Permission.LEAVE,
        Permission.ERASE_PATIENTS,
        Permission.MANAGE_MACHINES,
        Permission.MANAGE_TABLETS,
    }
)
# What staff may do before they have a way to sign in of their own.
BEFORE_SET_UP = frozenset(
    {
        Permission.PUBLIC,
        Permission.SIGNED_IN,
        Permission.MANAGE_OWN_ACCESS,
        Permission.MANAGE_OWN_PASSWORD,
        Permission.PROVE_AS_STAFF,
    }
)


@dataclass(frozen=True)
class Actor:
    """The person behind a request or, for jobs, the system itself.

    person_id: a patient's id for the role patient, an account's id for staff, the clinic's id for the system.
    session_id: the sign-in session, None for the system.
    is_fresh: whether the person proved lately who they are, with a passkey, a second factor or a code of the clinic.
    For patients this is the scope `record`; without it they have the scope `append`.
    is_set_up: False for staff who came in by a link and have no way to sign in of their own yet.
    was_silent: nothing was heard of the session for a while, so that it is to be noted now that it is in use.
    is_bound: whether the phone signs what it sends with a key of its own.
    tablet_id: the clinic's tablet on which the session runs, None for none; there it needs the tablet's cookie, too.
    is_kiosk: a patient who answers what is due on such a tablet. It is a scope of its own: nothing else is allowed.
    """

    person_id: UUID
    clinic_id: UUID
    role: Role
    session_id: UUID | None = None
    is_fresh: bool = True
    is_set_up: bool = True
    was_silent: bool = False
    is_bound: bool = False
    tablet_id: UUID | None = None
    is_kiosk: bool = False

    @property
    def patient_id(self) -> UUID | None:
        """The patient whom a deed of the actor's own concerns: the acting one; None for everybody else."""
        return self.person_id if self.role is Role.PATIENT else None

    def may(self, permission: Permission) -> bool:
        """Whether the role carries the permission; everybody may do what is public."""
        if self.is_kiosk or permission is Permission.AT_KIOSK:
            return self.is_kiosk and permission in (Permission.PUBLIC, Permission.AT_KIOSK)
        return permission is Permission.PUBLIC or self.role in _ROLES_WITH.get(permission, frozenset())


def roles_with(permission: Permission) -> list[Role]:
    """Who may do it, people and machines, in the order of Role."""
    return [role for role in (Role.PATIENT, *STAFF, Role.SERVICE) if Actor(_NOBODY, _NOBODY, role).may(permission)]


_NOBODY = UUID(int=0)


def system_of(clinic_id: UUID) -> Actor:
    """The actor of a job or an operator's command in one clinic."""
    return Actor(person_id=clinic_id, clinic_id=clinic_id, role=Role.SYSTEM)
