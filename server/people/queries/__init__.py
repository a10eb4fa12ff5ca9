"""Reading clinics and people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from server.access import STAFF, Actor, Role
from server.audit.models import Correction
from server.audit.queries import corrections_of_patient, corrections_of_record
from server.clinic_settings import CLINIC_SETTINGS, value_of
from server.db import across_clinics, db, enter_clinic
from server.errors import NotFound
from server.people.models import Account, Clinic, Membership, Patient, SignInSession
from server.people.models.duty import DutyShift
from server.people.models.tablet import Tablet
from server.people.queries.revocation import revocation_to_tell
from server.people.rules import help_card
from server.people.rules.duty import Shift, who_is_on_duty
from server.wording import parts_of


def clinic_of(actor: Actor) -> Clinic:
    """The clinic that the actor acts in."""
    return db.session.scalars(select(Clinic).where(Clinic.id == actor.clinic_id)).one()


# Built once: many an entry that arrives asks for a setting.
_SETTINGS = select(Clinic.settings).where(Clinic.id == bindparam("clinic_id"))


def settings_of(clinic_id: UUID) -> dict[str, Any]:
    """What the clinic set otherwise than the defaults; read single values with clinic_settings.value_of."""
    return dict(db.session.scalars(_SETTINGS, {"clinic_id": clinic_id}).one())


@dataclass(frozen=True)
class House:
    """What decides about due times: what the clinic set otherwise than the defaults, and its zone."""

    settings: Mapping[str, Any]
    zone: str


def house_of(clinic_id: UUID) -> House:
    """The settings and the zone of a clinic."""
    return House(*db.session.execute(select(Clinic.settings, Clinic.zone).where(Clinic.id == clinic_id)).one())


def settings_rows(actor: Actor) -> list[dict[str, Any]]:
    """All settings of the actor's clinic, in the order of CLINIC_SETTINGS."""
    chosen = settings_of(actor.clinic_id)
    return [
        {
            **vars(each),
            "kind": each.kind.value,
            "said": parts_of(each.meaning),
            "value": value_of(chosen, each.key),
        }
        for each in CLINIC_SETTINGS
    ]


def corrections_rows(actor: Actor, patient_id: UUID) -> list[dict[str, Any]]:
    """Corrections in a patient's records with the names of those who made them, newest first. Raises NotFound."""
    patient = find_patient(actor, patient_id)
    return _corrections(actor, corrections_of_patient(actor.clinic_id, patient.id))


def settings_changes(actor: Actor) -> list[dict[str, Any]]:
    """What was changed in the settings of the actor's clinic, newest first."""
    return _corrections(actor, corrections_of_record(actor.clinic_id, actor.clinic_id))


def _corrections(actor: Actor, found: Sequence[Correction]) -> list[dict[str, Any]]:
    names = names_of_accounts(actor.clinic_id)
    return [
        {
            "id": each.id,
            "at": each.at,
            "by": names.get(each.actor_id, "Lodestone"),
            "kind": each.kind,
            "record_id": each.record_id,
            "before": each.before,
            "after": each.after,
            "reason": each.reason,
        }
        for each in found
    ]


def clinic_for_help(clinic_id: UUID | None) -> Clinic:
    """The named clinic, or the only one. Public: a crisis card needs no sign-in. Raises NotFound."""
    if clinic_id is None:
        with across_clinics("which is the only one"):
            found = list(db.session.scalars(select(Clinic).limit(2)))
    else:
        enter_clinic(clinic_id)
        found = list(db.session.scalars(select(Clinic).where(Clinic.id == clinic_id)))
    if len(found) != 1:
        raise NotFound("No such clinic.")
    return found[0]


def all_clinics() -> list[Clinic]:
    """Every clinic of this installation, for jobs and the operator."""
    with across_clinics("jobs and commands go from one to the next"):
        return list(db.session.scalars(select(Clinic).order_by(Clinic.name)))


def me_of(actor: Actor) -> dict[str, Any]:
    """Who is signed in, where, whether a fresh proof or a way to sign in is lacking, and the clinic's crisis card."""
    clinic = clinic_of(actor)
    return {
        "person_id": actor.person_id,
        "name": name_of(actor),
        "language": language_of(actor),
        "role": actor.role,
        "clinic": clinic,
        "help": help_card(clinic.name, clinic.help),
        "is_fresh": actor.is_fresh,
        "is_set_up": actor.is_set_up,
        **_place_of(actor),
        "revoked": revocation_to_tell(actor),
        "is_bound": actor.is_bound,
    }


def _place_of(actor: Actor) -> dict[str, Any]:
    """After how many minutes the session ends for want of use, and the name of the tablet on which it runs."""
    here = (Tablet.clinic_id == SignInSession.clinic_id) & (Tablet.id == SignInSession.tablet_id)
    row = db.session.execute(
        select(SignInSession.idle_minutes, Tablet.name)
        .outerjoin(Tablet, here)
        .where(SignInSession.clinic_id == actor.clinic_id, SignInSession.id == actor.session_id)
    ).one_or_none()
    return {"idle_minutes": None, "tablet": None} if row is None else {"idle_minutes": row[0], "tablet": row[1]}


def name_of(actor: Actor) -> str:
    """The name under which the actor acts."""
    if actor.role is Role.PATIENT:
        return find_patient(actor, actor.person_id).name
    if actor.role is Role.SYSTEM:
        return "Lodestone"
    return db.session.scalars(select(Account.name).where(Account.id == actor.person_id)).one()


def language_of(actor: Actor) -> str | None:
    """The tag of the language that the actor reads; None: a member of staff who never chose one."""
    if actor.role is Role.PATIENT:
        return find_patient(actor, actor.person_id).language
    return db.session.scalar(select(Account.language).where(Account.id == actor.person_id))


def names_of_accounts(clinic_id: UUID) -> dict[UUID, str]:
    """The names of a clinic's staff by account."""
    rows = db.session.execute(
        select(Account.id, Account.name)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.clinic_id == clinic_id)
    )
    return {row.id: row.name for row in rows}


def visible_patients(actor: Actor) -> Select[Patient]:
    """Patients of the actor's clinic; for a patient, only the patient."""
    patients = select(Patient).where(Patient.clinic_id == actor.clinic_id)
    return patients.where(Patient.id == actor.person_id) if actor.role is Role.PATIENT else patients


def find_patient(actor: Actor, patient_id: UUID) -> Patient:
    """Raises NotFound also for patients whom the actor may not see, so that ids tell nothing."""
    patient = db.session.scalar(visible_patients(actor).where(Patient.id == patient_id))
    if patient is None:
        raise NotFound("No such patient.")
    return patient


@dataclass(frozen=True)
class Contact:
    """How to reach a member of staff. email, pager: None where there is none; pager is a handle of the gateway."""

    account_id: UUID
    name: str
    email: str | None
    pager: str | None
    language: str | None


def contacts_of(clinic_id: UUID, accounts: Iterable[UUID]) -> list[Contact]:
    """How to reach those of the accounts who work at the clinic, in the order given."""
    wanted = list(accounts)
    rows = db.session.execute(
        select(Account.id, Account.name, Membership.email, Membership.pager, Account.language)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.clinic_id == clinic_id, Membership.left_at.is_(None), Account.id.in_(wanted))
    )
    found = {row.id: Contact(row.id, row.name, row.email, row.pager, row.language) for row in rows}
    return [found[account] for account in wanted if account in found]


def members_of(clinic_id: UUID) -> list[tuple[UUID, str, Role]]:
    """(account, name, role) of all who work at a clinic, by name; without machines and those whose access ended."""
    rows = db.session.execute(
        select(Account.id, Account.name, Membership.role)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.clinic_id == clinic_id, Membership.left_at.is_(None), Membership.role.in_(STAFF))
        .order_by(Account.name, Account.id)
    )
    return [(account_id, name, role) for account_id, name, role in rows]


def on_duty(clinic_id: UUID, role: Role, at: datetime) -> list[UUID]:
    """The accounts to turn to for a role at a moment, by the roster; see rules.duty for whom it falls back to."""
    members = [(account_id, known) for account_id, _, known in members_of(clinic_id)]
    return who_is_on_duty(members, shifts_at(clinic_id, at), role, at)


def shifts_at(clinic_id: UUID, at: datetime) -> list[Shift]:
    """The entries of the roster that hold at a moment, those that began last first: a late change counts."""
    found = db.session.scalars(
        select(DutyShift)
        .where(DutyShift.clinic_id == clinic_id, DutyShift.starts_at <= at, DutyShift.ends_at > at)
        .order_by(DutyShift.starts_at.desc(), DutyShift.id)
    )
    return [Shift(each.account_id, each.kind, each.covers_for, each.starts_at, each.ends_at) for each in found]
