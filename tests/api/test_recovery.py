"""Who lost a phone or a passkey gets in again through the clinic, which ends what was before and says so."""

from typing import Any

import pytest
from sqlalchemy import select, update

from server.access import Role
from server.audit.models import AuditEntry, Correction
from server.db import db
from server.people.models import Account, Clinic, Invitation, Membership, SignInSession
from server.people.models.passkey import PatientPasskey, StaffPasskey
from server.people.models.password import StaffPassword, StaffTotp
from server.people.models.recovery import AccessRevocation
from server.people.models.sso import StaffIdentity
from tests.builders import World
from tests.conftest import TODAY

SURE = {"identified_by": ["name", "birth date"], "reason": "The phone was lost on a train"}


@pytest.fixture
def patient(world: World) -> Any:
    return world.patient()


@pytest.fixture
def staff(world: World) -> Any:
    return world.client_of(world.staff(Role.TECHNICIAN))


def passkey_row(**owner: Any) -> Any:
    kind = PatientPasskey if "patient_id" in owner else StaffPasskey
    rest = {"is_synced": False, "is_backed_up": False, "aaguid": "", "label": "A phone", "sign_count": 0}
    return kind(**owner, **rest, credential_id=b"c", user_handle=b"h" * 64, public_key=b"k", created_at=TODAY)


def add(world: World, row: Any) -> None:
    with world.transaction():
        db.session.add(row)


def test_recovery_ends_every_way_in(world: World, patient: Any, staff: Any) -> None:
    phones = [world.client_of(patient), world.client_of(patient, fresh=False)]
    add(world, passkey_row(clinic_id=patient.clinic_id, patient_id=patient.id))
    link = staff.post(f"/api/patients/{patient.id}/invitations", json={}).json
    code = staff.post(f"/api/patients/{patient.id}/codes", json={}).json["code"]
    neighbour = world.client_of(world.patient(name="Neighbour"))
    access = staff.post(f"/api/patients/{patient.id}/access/revoke", json=SURE)
    assert access.status_code == 200
    assert (access.json["phones"], access.json["passkeys"], access.json["invitation"]) == ([], 0, None)
    assert [phone.get("/api/me").status_code for phone in phones] == [401, 401]
    assert world.count(PatientPasskey) == 0
    assert world.anybody().post("/api/join", json={"token": link["url"].partition("#")[2]}).status_code == 404
    late = world.client_of(patient, fresh=False)
    assert late.post("/api/me/prove/code", json={"code": code}).status_code == 400
    assert neighbour.get("/api/me").status_code == 200


def test_the_patient_is_told_at_the_next_sign_in_until_it_was_read(
    world: World, patient: Any, staff: Any, clock: Any
) -> None:
    world.client_of(patient)
    staff.post(f"/api/patients/{patient.id}/access/revoke", json=SURE)
    clock.move(minutes=3)
    token = staff.post(f"/api/patients/{patient.id}/invitations", json={}).json["url"].partition("#")[2]
    phone = world.anybody()
    told = phone.post("/api/join", json={"token": token}).json["revoked"]
    assert told == {"at": "2026-11-23T09:00:00Z", "sessions": 1, "keys": 0}
    assert phone.get("/api/me").json["revoked"] == told
    assert world.client_of(world.patient(name="Neighbour")).get("/api/me").json["revoked"] is None
    assert phone.post("/api/me/revocation/seen", json={}).status_code == 204
    assert phone.get("/api/me").json["revoked"] is None
    assert staff.get(f"/api/patients/{patient.id}/access").json["told_at"] == "2026-11-23T09:03:00Z"


@pytest.mark.parametrize(
    "said",
    [
        SURE | {"identified_by": ["name"]},
        SURE | {"identified_by": ["name", "name"]},
        SURE | {"identified_by": []},
        SURE | {"reason": ""},
    ],
)
def test_two_things_are_compared_and_a_reason_is_given(
    world: World, patient: Any, staff: Any, said: dict[str, Any]
) -> None:
    phone = world.client_of(patient)
    assert staff.post(f"/api/patients/{patient.id}/access/revoke", json=said).status_code == 422
    assert phone.get("/api/me").status_code == 200
    assert world.count(AccessRevocation) == 0


def test_why_and_how_it_was_sure_stand_in_the_record(world: World, patient: Any, staff: Any) -> None:
    world.client_of(patient)
    staff.post(f"/api/patients/{patient.id}/access/revoke", json=SURE)
    (change,) = world.rows(Correction, kind="access")
    assert (change.reason, change.after["identified_by"]) == (SURE["reason"], SURE["identified_by"])
    assert world.count(AuditEntry, deed="changed: access", patient_id=patient.id) == 1


def test_a_lost_phone_is_shut_out_also_while_nobody_can_be_invited(world: World, patient: Any, staff: Any) -> None:
    phone = world.client_of(patient)
    with world.transaction():
        clinic = db.session.scalars(select(Clinic).where(Clinic.id == patient.clinic_id)).one()
        clinic.help = {}
    assert staff.post(f"/api/patients/{patient.id}/invitations", json={}).status_code == 409
    assert staff.post(f"/api/patients/{patient.id}/access/revoke", json=SURE).status_code == 200
    assert phone.get("/api/me").status_code == 401


def test_staff_see_where_a_patient_is_signed_in(world: World, patient: Any, staff: Any) -> None:
    token = staff.post(f"/api/patients/{patient.id}/invitations", json={"form": "paper"}).json
    waiting = staff.get(f"/api/patients/{patient.id}/access").json
    assert waiting["invitation"]["form"] == "paper"
    shown = {"token": token["url"].partition("#")[2], "pin": token["pin"]}
    label = {"User-Agent": "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"}
    assert world.anybody().post("/api/join", json=shown, headers=label).status_code == 200
    joined = staff.get(f"/api/patients/{patient.id}/access").json
    assert joined["invitation"] is None
    assert [(each["label"], each["is_bound"]) for each in joined["phones"]] == [("Chrome on Android", False)]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (SignInSession, "ended_at"),
        (SignInSession, "expires_at"),
        (SignInSession, "tablet_id"),
        (SignInSession, "patient_id"),
        (Invitation, "used_at"),
        (Invitation, "expires_at"),
        (Invitation, "patient_id"),
    ],
)
def test_what_is_over_or_not_the_patients_is_no_way_in(
    world: World, patient: Any, staff: Any, row: type[Any], column: str
) -> None:
    world.client_of(patient)
    staff.post(f"/api/patients/{patient.id}/invitations", json={})
    others = {"patient_id": world.patient().id, "tablet_id": world.tablet(world.staff("admin")).id}
    with world.transaction():
        change = {column: others.get(column, TODAY)}
        db.session.execute(update(row).where(row.patient_id == patient.id).values(**change))
    seen = staff.get(f"/api/patients/{patient.id}/access").json
    assert (len(seen["phones"]), seen["invitation"] is not None) == (row is Invitation, row is SignInSession)


def test_an_administrator_lets_a_member_in_anew(world: World) -> None:
    admin, ann = world.client_of(world.staff("admin")), world.staff("clinician", name="Ann")
    browser = world.client_of(ann)
    add(world, passkey_row(account_id=ann.id))
    add(world, StaffPassword(account_id=ann.id, login="ann", password_hash="$argon2id$", changed_at=TODAY))  # noqa: S106 # no real one
    add(world, StaffTotp(account_id=ann.id, secret="sealed", confirmed_at=TODAY))  # noqa: S106 # nor this
    add(world, StaffIdentity(account_id=ann.id, issuer="https://id.example", subject="7", linked_at=TODAY))
    kept = StaffIdentity(
        account_id=world.staff("clinician").id, issuer="https://id.example", subject="8", linked_at=TODAY
    )
    add(world, kept)
    issued = admin.post(f"/api/staff/{ann.id}/access/revoke", json={"reason": "Lost the key"})
    assert issued.status_code == 200
    assert browser.get("/api/alerts").status_code == 401
    assert [world.count(each) for each in (StaffPasskey, StaffPassword, StaffTotp)] == [0, 0, 0]
    assert [each.subject for each in world.rows(StaffIdentity)] == ["8"]
    me = world.anybody().post("/api/join", json={"token": issued.json["url"].partition("#")[2]}).json
    assert (me["person_id"], me["revoked"]["sessions"], me["revoked"]["keys"]) == (str(ann.id), 1, 3)


def test_no_clinic_gives_away_the_key_to_another_one(world: World) -> None:
    admin, ann = world.client_of(world.staff("admin")), world.staff("clinician", name="Ann")
    elsewhere = world.clinic("Elsewhere")
    add(world, Membership(clinic_id=elsewhere.id, account_id=ann.id, role=Role.CLINICIAN))
    add(world, passkey_row(account_id=ann.id))
    browser = world.client_of(ann)
    refused = admin.post(f"/api/staff/{ann.id}/access/revoke", json={"reason": "Lost the key"})
    assert (refused.status_code, refused.json["code"]) == (409, "works-elsewhere")
    assert browser.get("/api/alerts").status_code == 200
    assert (world.count(StaffPasskey), world.count(Account, id=ann.id)) == (1, 1)
