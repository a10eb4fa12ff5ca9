"""Instruments over HTTP."""

from flask import Blueprint

from server.access import Actor, Permission
from server.http import endpoint
from server.questionnaires.library import instrument, instruments
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.schemas import InstrumentsView, InstrumentView

questionnaires = Blueprint("questionnaires", __name__)


@endpoint(questionnaires, "GET", "/api/instruments", allow=Permission.SIGNED_IN, returns=InstrumentsView())
def list_instruments(actor: Actor) -> dict[str, list[Instrument]]:
    """The newest version of every instrument that this clinic can use, by key."""
    return {"instruments": instruments()}


@endpoint(questionnaires, "GET", "/api/instruments/<key>", allow=Permission.SIGNED_IN, returns=InstrumentView())
def get_instrument(actor: Actor, key: str) -> Instrument:
    """The newest version of an instrument, with what is needed to ask its questions."""
    return instrument(key)
