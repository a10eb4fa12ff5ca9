"""A patient's own data over HTTP. It is a deed, not a reading: that the whole record was taken is noted."""

from typing import Any

from flask import Blueprint, Response

from server import clock
from server.access import Actor, Permission
from server.http import endpoint
from server.people.schemas import NoBody
from server.records.actions.own_data import note_taken, own_pdf
from server.records.queries.own_data import own_data_of
from server.records.rules.own_data import OwnData
from server.records.schemas.own_data import OwnDataView

own_data = Blueprint("own_data", __name__)


def _document(actor: Actor, body: dict[str, Any]) -> OwnData:
    return own_data_of(actor, clock.now())


@endpoint(
    own_data,
    "POST",
    "/api/me/data",
    allow=Permission.READ_OWN_RECORD,
    body=NoBody(),
    returns=OwnDataView(),
    beforehand=_document,
)
def post_own_data(actor: Actor, body: dict[str, Any], found: OwnData) -> OwnData:
    """Take along everything that the clinic holds about oneself, for a program."""
    note_taken(actor, "JSON", clock.now())
    return found


def _pdf(actor: Actor, body: dict[str, Any]) -> tuple[str, bytes]:
    return own_pdf(actor, clock.now())


@endpoint(
    own_data,
    "POST",
    "/api/me/data.pdf",
    allow=Permission.READ_OWN_RECORD,
    body=NoBody(),
    answers="application/pdf",
    beforehand=_pdf,
)
def post_own_pdf(actor: Actor, body: dict[str, Any], found: tuple[str, bytes]) -> Response:
    """The same to read and print."""
    note_taken(actor, "PDF", clock.now())
    name, content = found
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
