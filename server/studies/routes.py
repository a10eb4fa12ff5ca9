"""Studies over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, request
from werkzeug.wsgi import wrap_file

from server import clock
from server.access import Actor, Permission
from server.config import VERSION, Settings
from server.http import endpoint
from server.people.schemas import NoBody
from server.studies.actions.export import Frozen, freeze_export, keep_export, open_export
from server.studies.actions.study import create_study, give_consent, withdraw_consent
from server.studies.models import Study
from server.studies.queries import ExportRow, SubjectRow, patients_in_export, studies_of, study_page
from server.studies.schemas import (
    ConsentBody,
    ExportView,
    StudiesView,
    StudyBody,
    StudyPageView,
    StudyView,
    SubjectView,
    WithdrawalBody,
)

studies = Blueprint("studies", __name__)


@endpoint(studies, "GET", "/api/studies", allow=Permission.READ_STUDIES, returns=StudiesView())
def get_studies(actor: Actor) -> dict[str, Any]:
    """The clinic's studies, with how many people take part and how many exports were taken."""
    return {"studies": studies_of(actor, clock.now())}


@endpoint(
    studies,
    "POST",
    "/api/studies",
    allow=Permission.MANAGE_STUDIES,
    body=StudyBody(),
    returns=StudyView(),
    status=201,
)
def post_study(actor: Actor, body: dict[str, Any]) -> Study:
    """Set up a study. Its key is short, lower-case, and stands in the names of files."""
    return create_study(actor, body["key"], body["title"], clock.now())


@endpoint(
    studies,
    "GET",
    "/api/studies/<uuid:study_id>",
    allow=Permission.READ_STUDIES,
    returns=StudyPageView(),
    reads="patients",
)
def get_study(actor: Actor, study_id: UUID) -> dict[str, Any]:
    """One study: who consented, who could, and the exports. Researchers see pseudonyms only."""
    return study_page(actor, study_id, clock.now())


@endpoint(
    studies,
    "POST",
    "/api/studies/<uuid:study_id>/consents",
    allow=Permission.MANAGE_STUDIES,
    body=ConsentBody(),
    returns=SubjectView(),
    status=201,
)
def post_consent(actor: Actor, study_id: UUID, body: dict[str, Any]) -> SubjectRow:
    """Record that a patient consented, to which version of the form and on which day."""
    return give_consent(actor, study_id, body["patient_id"], body["version"], body["given_on"], clock.now())


@endpoint(
    studies,
    "POST",
    "/api/studies/<uuid:study_id>/withdrawals",
    allow=Permission.MANAGE_STUDIES,
    body=WithdrawalBody(),
    returns=SubjectView(),
)
def post_withdrawal(actor: Actor, study_id: UUID, body: dict[str, Any]) -> SubjectRow:
    """Record that a patient withdrew: later exports leave the patient out."""
    return withdraw_consent(actor, study_id, body["patient_id"], body["withdrawn_on"], clock.now())


def _freeze(actor: Actor, study_id: UUID, body: dict[str, Any]) -> Frozen:
    settings: Settings = current_app.config["LODESTONE_SETTINGS"]
    return freeze_export(actor, study_id, settings.files, clock.now(), VERSION)


@endpoint(
    studies,
    "POST",
    "/api/studies/<uuid:study_id>/exports",
    allow=Permission.MAKE_EXPORTS,
    body=NoBody(),
    returns=ExportView(),
    status=201,
    beforehand=_freeze,
)
def post_export(actor: Actor, study_id: UUID, body: dict[str, Any], found: Frozen) -> ExportRow:
    """Freeze a de-identified export of everybody who takes part today."""
    return keep_export(actor, found, clock.now())


class ExportFile(Response):
    """An archive on its way out, with whose data it holds, for the audit trail."""

    patients: list[UUID]


@endpoint(
    studies,
    "GET",
    "/api/exports/<uuid:export_id>/file",
    allow=Permission.READ_STUDIES,
    reads="patients",
    answers="application/zip",
)
def get_export_file(actor: Actor, export_id: UUID) -> ExportFile:
    """The archive of an export, after its checksum was found right."""
    settings: Settings = current_app.config["LODESTONE_SETTINGS"]
    export, file = open_export(actor, export_id, settings.files)
    answer = ExportFile(wrap_file(request.environ, file, 1 << 20), mimetype="application/zip", direct_passthrough=True)
    answer.content_length = export.manifest["archive"]["bytes"]
    answer.headers.set("Content-Disposition", "attachment", filename=export.file_name)
    answer.patients = patients_in_export(actor, export_id)
    return answer
