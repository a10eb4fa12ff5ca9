"""People over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from server import clock
from server.access import Actor, Permission
from server.http import endpoint
from server.people.actions import add_patient, change_settings, sign_out
from server.people.actions.language import choose_language
from server.people.cookie import signed_out
from server.people.models import Patient
from server.people.queries import (
    clinic_for_help,
    corrections_rows,
    me_of,
    settings_changes,
    settings_rows,
)
from server.people.rules import help_card
from server.people.schemas import (
    CorrectionsView,
    HelpCardView,
    HelpQuery,
    LanguageBody,
    MeView,
    NoBody,
    PatientBody,
    PatientView,
    SettingsBody,
    SettingsView,
)

people = Blueprint("people", __name__)


@endpoint(people, "GET", "/api/clinic/settings", allow=Permission.READ_SETTINGS, returns=SettingsView())
def get_settings(actor: Actor) -> dict[str, Any]:
    """Everything that the clinic may set, with its value, its default and where the default comes from."""
    return {"settings": settings_rows(actor)}


@endpoint(people, "GET", "/api/clinic/settings/changes", allow=Permission.READ_SETTINGS, returns=CorrectionsView())
def get_settings_changes(actor: Actor) -> dict[str, Any]:
    """What was changed in the clinic's settings, newest first: who, when, why, from what to what."""
    return {"corrections": settings_changes(actor)}


@endpoint(
    people,
    "POST",
    "/api/clinic/settings",
    allow=Permission.MANAGE_CLINIC,
    body=SettingsBody(),
    returns=SettingsView(),
)
def post_settings(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Change settings of the clinic, with a reason. All of them, or none if one cannot be."""
    change_settings(actor, body["changes"], body["reason"], clock.now())
    return {"settings": settings_rows(actor)}


@endpoint(
    people,
    "GET",
    "/api/patients/<uuid:patient_id>/corrections",
    allow=Permission.READ_COURSES,
    returns=CorrectionsView(),
    reads="patient_id",
)
def get_corrections(actor: Actor, patient_id: UUID) -> dict[str, Any]:
    """What the clinic changed in the patient's records, newest first: who, when, why, from what to what."""
    return {"patient_id": patient_id, "corrections": corrections_rows(actor, patient_id)}


@endpoint(people, "POST", "/api/sign-out", allow=Permission.SIGNED_IN, body=NoBody(), status=204)
def leave(actor: Actor, body: dict[str, Any]) -> Response:
    """End this session."""
    sign_out(actor, clock.now())
    return signed_out(actor)


@endpoint(people, "GET", "/api/me", allow=Permission.SIGNED_IN, returns=MeView())
def get_me(actor: Actor) -> dict[str, Any]:
    """Who is signed in, where, and that clinic's crisis card."""
    return me_of(actor)


@endpoint(
    people, "POST", "/api/me/language", allow=Permission.SIGNED_IN, body=LanguageBody(), status=200, returns=MeView()
)
def post_language(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Choose the language in which one reads pages and messages."""
    choose_language(actor, body["language"], clock.now())
    return me_of(actor)


@endpoint(people, "GET", "/api/help-card", allow=Permission.PUBLIC, query=HelpQuery(), returns=HelpCardView())
def get_help_card(query: dict[str, Any]) -> dict[str, Any]:
    """The crisis card of a clinic, or of the only one here. Needs no sign-in."""
    clinic = clinic_for_help(query["clinic"])
    return help_card(clinic.name, clinic.help)


@endpoint(
    people,
    "POST",
    "/api/patients",
    allow=Permission.MANAGE_PATIENTS,
    body=PatientBody(),
    returns=PatientView(),
    status=201,
)
def post_patient(actor: Actor, body: dict[str, Any]) -> Patient:
    """Add a patient."""
    return add_patient(actor, body, clock.now())
