"""Instruments over HTTP."""

from flask import Blueprint

from server.access import Actor, Permission
from server.http import endpoint
from server.questionnaires.library import instrument
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.schemas import InstrumentView

questionnaires = Blueprint("questionnaires", __name__)


@endpoint(questionnaires, "GET", "/api/instruments/<key>", allow=Permission.SIGNED_IN, returns=InstrumentView())
def get_instrument(actor: Actor, key: str) -> Instrument:
    """The newest version of an instrument, as a phone needs it to ask its questions."""
    return instrument(key)
