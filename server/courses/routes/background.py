"""What was tried before a course and what is given beside it, over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.courses.actions.background import (
    add_adjunct,
    add_trial,
    change_adjunct,
    change_dose,
    change_trial,
    remove_adjunct,
    remove_trial,
    set_prior_tms,
)
from server.courses.queries.background import Background, background_of
from server.courses.schemas.background import (
    AdjunctBody,
    AdjunctChangeBody,
    BackgroundView,
    DoseBody,
    PriorTmsBody,
    TrialBody,
    TrialChangeBody,
    WhyBody,
)
from server.http import endpoint

background = Blueprint("background", __name__)


@endpoint(
    background,
    "GET",
    "/api/patients/<uuid:patient_id>/background",
    allow=Permission.READ_COURSES,
    returns=BackgroundView(),
    reads="patient_id",
)
def get_background(actor: Actor, patient_id: UUID) -> Background:
    """Trials of treatment before, adjunct treatments, and earlier TMS."""
    return background_of(actor, patient_id)


@endpoint(
    background,
    "POST",
    "/api/patients/<uuid:patient_id>/trials",
    allow=Permission.RECORD_SESSIONS,
    body=TrialBody(),
    returns=BackgroundView(),
    status=201,
)
def post_trial(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> Background:
    """Record a treatment that was tried before."""
    add_trial(actor, patient_id, body, clock.now())
    return background_of(actor, patient_id)


@endpoint(
    background,
    "POST",
    "/api/trials/<uuid:trial_id>/change",
    allow=Permission.RECORD_SESSIONS,
    body=TrialChangeBody(),
    returns=BackgroundView(),
)
def post_trial_change(actor: Actor, trial_id: UUID, body: dict[str, Any]) -> Background:
    """Correct a trial, and say why."""
    return background_of(actor, change_trial(actor, trial_id, body, clock.now()))


@endpoint(
    background,
    "POST",
    "/api/trials/<uuid:trial_id>/remove",
    allow=Permission.MANAGE_COURSES,
    body=WhyBody(),
    returns=BackgroundView(),
)
def post_trial_removal(actor: Actor, trial_id: UUID, body: dict[str, Any]) -> Background:
    """Take a trial out, and say why. It stays readable among the corrections."""
    return background_of(actor, remove_trial(actor, trial_id, body["why"], clock.now()))


@endpoint(
    background,
    "POST",
    "/api/patients/<uuid:patient_id>/adjuncts",
    allow=Permission.RECORD_SESSIONS,
    body=AdjunctBody(),
    returns=BackgroundView(),
    status=201,
)
def post_adjunct(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> Background:
    """Record what is given beside the courses: medication with its dose, psychotherapy."""
    add_adjunct(actor, patient_id, body, clock.now())
    return background_of(actor, patient_id)


@endpoint(
    background,
    "POST",
    "/api/adjuncts/<uuid:adjunct_id>/dose",
    allow=Permission.RECORD_SESSIONS,
    body=DoseBody(),
    returns=BackgroundView(),
)
def post_dose(actor: Actor, adjunct_id: UUID, body: dict[str, Any]) -> Background:
    """Record another dose from a day on; the one so far ends the day before."""
    return background_of(actor, change_dose(actor, adjunct_id, body, clock.now()))


@endpoint(
    background,
    "POST",
    "/api/adjuncts/<uuid:adjunct_id>/change",
    allow=Permission.RECORD_SESSIONS,
    body=AdjunctChangeBody(),
    returns=BackgroundView(),
)
def post_adjunct_change(actor: Actor, adjunct_id: UUID, body: dict[str, Any]) -> Background:
    """Correct an adjunct treatment, and say why."""
    return background_of(actor, change_adjunct(actor, adjunct_id, body, clock.now()))


@endpoint(
    background,
    "POST",
    "/api/adjuncts/<uuid:adjunct_id>/remove",
    allow=Permission.MANAGE_COURSES,
    body=WhyBody(),
    returns=BackgroundView(),
)
def post_adjunct_removal(actor: Actor, adjunct_id: UUID, body: dict[str, Any]) -> Background:
    """Take an adjunct treatment out, and say why. It stays readable among the corrections."""
    return background_of(actor, remove_adjunct(actor, adjunct_id, body["why"], clock.now()))


@endpoint(
    background,
    "POST",
    "/api/patients/<uuid:patient_id>/prior-tms",
    allow=Permission.RECORD_SESSIONS,
    body=PriorTmsBody(),
    returns=BackgroundView(),
)
def post_prior_tms(actor: Actor, patient_id: UUID, body: dict[str, Any]) -> Background:
    """Say whether there was TMS before, and how it went."""
    set_prior_tms(actor, patient_id, body, clock.now())
    return background_of(actor, patient_id)
