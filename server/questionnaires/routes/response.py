"""Questionnaires that staff enter, correct and remove, over HTTP. Patients' own come through the phone's sync."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.http import endpoint
from server.questionnaires.actions.staff_entry import Entered, correct_response, enter_response, remove_response
from server.questionnaires.queries.history import History, history_of
from server.questionnaires.schemas import CorrectionBody, EnteredView, EntryBody, HistoryView, RemovalBody

responses = Blueprint("responses", __name__)


@endpoint(
    responses,
    "POST",
    "/api/courses/<uuid:course_id>/responses",
    allow=Permission.ENTER_RESPONSES,
    body=EntryBody(),
    returns=EnteredView(),
    status=201,
)
def post_response(actor: Actor, course_id: UUID, body: dict[str, Any]) -> Entered:
    """Enter a questionnaire: paper, read aloud, a clinician's scale. Safe to repeat: the page makes the id. Safety
    answers alert as any other."""
    return enter_response(actor, course_id, body, clock.now())


@endpoint(
    responses,
    "POST",
    "/api/responses/<uuid:response_id>/correct",
    allow=Permission.ENTER_RESPONSES,
    body=CorrectionBody(),
    returns=EnteredView(),
)
def post_correction(actor: Actor, response_id: UUID, body: dict[str, Any]) -> Entered:
    """Correct a questionnaire, with the reason. What it said before stays readable."""
    return correct_response(actor, response_id, body, clock.now())


@endpoint(
    responses,
    "POST",
    "/api/responses/<uuid:response_id>/remove",
    allow=Permission.ENTER_RESPONSES,
    body=RemovalBody(),
)
def post_removal(actor: Actor, response_id: UUID, body: dict[str, Any]) -> None:
    """Take a questionnaire out of the record, with the reason. Its history stays; no alert is closed."""
    remove_response(actor, response_id, body, clock.now())


@endpoint(
    responses,
    "GET",
    "/api/responses/<uuid:response_id>/history",
    allow=Permission.READ_COURSES,
    returns=HistoryView(),
    reads="patient_id",
)
def get_history(actor: Actor, response_id: UUID) -> History:
    """Every revision of a questionnaire: who made it, when, why, and what it changed. It stays after a removal."""
    return history_of(actor, response_id)
