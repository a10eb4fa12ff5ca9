"""The advice that phones show after a side effect, over HTTP."""

from typing import Any

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.checkins.actions.advice import change_advice, confirm_advice
from server.checkins.queries.advice import advice_page
from server.checkins.schemas.advice import AdviceBody, AdviceView, ConfirmAdviceBody
from server.http import endpoint

advice = Blueprint("advice", __name__)


@endpoint(advice, "GET", "/api/clinic/advice", allow=Permission.READ_SETTINGS, returns=AdviceView())
def get_advice(actor: Actor) -> dict[str, Any]:
    """What patients read after they marked a side effect, and whether somebody at the clinic has confirmed it."""
    return advice_page(actor)


@endpoint(advice, "POST", "/api/clinic/advice", allow=Permission.MANAGE_CLINIC, body=AdviceBody(), returns=AdviceView())
def post_advice(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Set the texts in one language. Where a word changes, somebody must confirm them anew."""
    change_advice(actor, body["language"], body["texts"], clock.now())
    return advice_page(actor)


@endpoint(
    advice,
    "POST",
    "/api/clinic/advice/confirm",
    allow=Permission.MANAGE_CLINIC,
    body=ConfirmAdviceBody(),
    returns=AdviceView(),
)
def post_advice_confirmed(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Say who read every text in one language and stands by it."""
    confirm_advice(actor, body["language"], body["name"], clock.now())
    return advice_page(actor)
