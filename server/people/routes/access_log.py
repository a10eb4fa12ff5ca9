"""Who opened whose record and who signed in, over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.http import endpoint
from server.people.queries.access_log import access_log_of, patients_to_audit, readers_of, sign_in_log, trail_state
from server.people.schemas.access_log import (
    AccessLogView,
    AuditedPatientsView,
    ReadersView,
    SignInsView,
    TrailView,
    UntilQuery,
)

access_log = Blueprint("access_log", __name__)


@endpoint(
    access_log,
    "GET",
    "/api/me/readers",
    allow=Permission.READ_OWN_RECORD,
    query=UntilQuery(),
    returns=ReadersView(),
)
def get_readers(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Who of the clinic saw the patient's record, by day, in the 31 days up to the one asked for."""
    return readers_of(actor, query["until"], clock.now())


@endpoint(access_log, "GET", "/api/audit", allow=Permission.READ_AUDIT, returns=TrailView())
def get_trail(actor: Actor) -> dict[str, Any]:
    """How far the clinic's audit trail is sealed, and its newest signed head."""
    return trail_state(actor)


@endpoint(
    access_log,
    "GET",
    "/api/audit/sign-ins",
    allow=Permission.READ_AUDIT,
    query=UntilQuery(),
    returns=SignInsView(),
    reads="patients",
)
def get_sign_ins(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Who signed in, failed to, or changed how they sign in, newest first, in the 31 days up to the one asked for."""
    return sign_in_log(actor, query["until"], clock.now())


@endpoint(
    access_log,
    "GET",
    "/api/audit/patients",
    allow=Permission.READ_AUDIT,
    returns=AuditedPatientsView(),
    reads="ids",
)
def get_audited_patients(actor: Actor) -> dict[str, Any]:
    """The clinic's patients by name, to choose one whose access log is to be seen."""
    found = patients_to_audit(actor)
    return {"patients": found, "ids": [each.id for each in found]}


@endpoint(
    access_log,
    "GET",
    "/api/patients/<uuid:patient_id>/access-log",
    allow=Permission.READ_AUDIT,
    query=UntilQuery(),
    returns=AccessLogView(),
    reads="patient_id",
)
def get_access_log(actor: Actor, patient_id: UUID, query: dict[str, Any]) -> dict[str, Any]:
    """What was done with and about a patient's record, reading included, in the 31 days up to the one asked for."""
    return access_log_of(actor, patient_id, query["until"], clock.now())
