"""Instruments over HTTP."""

from typing import Any

from flask import Blueprint

from server.access import Actor, Permission
from server.http import endpoint
from server.questionnaires.library import instrument, instruments
from server.questionnaires.queries.languages import languages_for
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.schemas import InstrumentsView, InstrumentView, LanguagesQuery, LanguagesView

questionnaires = Blueprint("questionnaires", __name__)


@endpoint(questionnaires, "GET", "/api/instruments", allow=Permission.SIGNED_IN, returns=InstrumentsView())
def list_instruments(actor: Actor) -> dict[str, list[Instrument]]:
    """The newest version of every instrument that this clinic can use, by key."""
    return {"instruments": instruments()}


@endpoint(questionnaires, "GET", "/api/instruments/<key>", allow=Permission.SIGNED_IN, returns=InstrumentView())
def get_instrument(actor: Actor, key: str) -> Instrument:
    """The newest version of an instrument, with what is needed to ask its questions."""
    return instrument(key)


@endpoint(
    questionnaires,
    "GET",
    "/api/questionnaire-languages",
    allow=Permission.READ_COURSES,
    query=LanguagesQuery(),
    returns=LanguagesView(),
)
def get_questionnaire_languages(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Which questionnaires of a course no phone can ask in these languages, since their words are not there."""
    return languages_for(query)
