"""Where one is signed in, and what changed about how, over HTTP."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response

from server import clock
from server.access import Actor, Permission
from server.http import endpoint
from server.people.actions.session import end_members_sessions, end_other_sessions, end_own_session, lock
from server.people.cookie import take_token
from server.people.queries.access_change import access_changes_of
from server.people.queries.session import sessions_of
from server.people.schemas import NoBody
from server.people.schemas.access_change import AccessChangesView
from server.people.schemas.session import SessionsView

sign_ins = Blueprint("sign_ins", __name__)


@endpoint(sign_ins, "GET", "/api/me/sessions", allow=Permission.SIGNED_IN, returns=SessionsView())
def get_sessions(actor: Actor) -> dict[str, Any]:
    """Where one is signed in at this clinic: this browser first."""
    return {"sessions": sessions_of(actor, clock.now())}


@endpoint(
    sign_ins,
    "POST",
    "/api/me/sessions/<uuid:sign_in_id>/end",
    allow=Permission.MANAGE_OWN_ACCESS,
    body=NoBody(),
    returns=SessionsView(),
)
def post_session_end(actor: Actor, sign_in_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """Sign oneself out somewhere, at once."""
    now = clock.now()
    end_own_session(actor, sign_in_id, now)
    return {"sessions": sessions_of(actor, now)}


@endpoint(
    sign_ins,
    "POST",
    "/api/me/sessions/end-others",
    allow=Permission.MANAGE_OWN_ACCESS,
    body=NoBody(),
    returns=SessionsView(),
)
def post_sessions_end_others(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Sign oneself out everywhere else."""
    now = clock.now()
    end_other_sessions(actor, now)
    return {"sessions": sessions_of(actor, now)}


@endpoint(
    sign_ins,
    "POST",
    "/api/staff/<uuid:account_id>/end-sessions",
    allow=Permission.MANAGE_CLINIC,
    body=NoBody(),
    status=204,
)
def post_staff_end_sessions(actor: Actor, account_id: UUID, body: dict[str, Any]) -> None:
    """Sign a member of staff out everywhere at once. The person may sign in again."""
    end_members_sessions(actor, account_id, clock.now())


@endpoint(sign_ins, "POST", "/api/lock", allow=Permission.SIGNED_IN, body=NoBody(), status=204)
def post_lock(actor: Actor, body: dict[str, Any]) -> Response:
    """End this session because its page was locked, by hand or because nobody was at it."""
    lock(actor, clock.now())
    answer = Response(status=204)
    take_token(answer)
    return answer


@endpoint(sign_ins, "GET", "/api/me/access-changes", allow=Permission.PROVE_AS_STAFF, returns=AccessChangesView())
def get_access_changes(actor: Actor) -> dict[str, Any]:
    """What changed lately about how one signs in, and first sign-ins from new kinds of devices; newest first."""
    return {"changes": access_changes_of(actor.person_id)}
