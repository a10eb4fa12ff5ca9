"""The clinician's pages over HTTP."""

from typing import Any

from flask import Blueprint

from server import clock
from server.access import Actor, Permission
from server.desk.queries import Caseload, caseload_of
from server.desk.rules import read_cursor
from server.desk.schemas import CaseloadQuery, CaseloadView
from server.http import endpoint

desk = Blueprint("desk", __name__)


@endpoint(
    desk,
    "GET",
    "/api/caseload",
    allow=Permission.READ_COURSES,
    query=CaseloadQuery(),
    returns=CaseloadView(),
    reads="patients",
)
def get_caseload(actor: Actor, query: dict[str, Any]) -> Caseload:
    """The clinic's courses, those first that need somebody, each with the reasons."""
    after = None if query["after"] is None else read_cursor(query["after"])
    return caseload_of(actor, query["state"], query["limit"], after, clock.now())
