"""Single sign-on over HTTP. The provider is asked beforehand, in no transaction that writes."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify

from server import clock
from server.access import Actor, Permission
from server.config import Settings
from server.http import endpoint
from server.people.actions.sso import (
    Begun,
    ask_provider,
    begin_round,
    look_up,
    prove_by_sso,
    remove_sso,
    sign_in_by_sso,
)
from server.people.cookie import caller, entered, set_sso_secret, signed_in, sso_secret
from server.people.queries.sso import identity_of
from server.people.rules.passkey import Purpose
from server.people.rules.sso import Vouched
from server.people.schemas import MeView, NoBody
from server.people.schemas.passkey import EnteredView
from server.people.schemas.sso import SignInWaysView, SsoBegunView, SsoReturnBody, SsoView
from server.sign_in_settings import IdentityProvider

sso = Blueprint("sso", __name__)


@endpoint(sso, "GET", "/api/sign-in/ways", allow=Permission.PUBLIC, returns=SignInWaysView())
def get_sign_in_ways() -> dict[str, Any]:
    """By which means beside passkey and password staff may sign in here."""
    provider = _provider()
    return {"sso": None if provider is None else provider.name}


def _look_up(**_: Any) -> None:
    look_up(_provider(), clock.now())


@endpoint(
    sso,
    "POST",
    "/api/sign-in/sso/begin",
    allow=Permission.PUBLIC,
    body=NoBody(),
    returns=SsoBegunView(),
    beforehand=_look_up,
)
def post_sso_begin(body: dict[str, Any], found: None) -> Response:
    """Where the browser goes to sign in at the identity provider."""
    return _begun(begin_round(_provider(), _address(), None, clock.now()))


def _ask_to_sign_in(body: dict[str, Any]) -> Vouched | None:
    return ask_provider(_provider(), body, sso_secret(), _address(), Purpose.SSO_SIGN_IN, clock.now())


@endpoint(
    sso,
    "POST",
    "/api/sign-in/sso",
    allow=Permission.PUBLIC,
    body=SsoReturnBody(),
    returns=EnteredView(),
    beforehand=_ask_to_sign_in,
)
def post_sso(body: dict[str, Any], found: Vouched | None) -> Response:
    """Sign in with what the identity provider gave the browser. Staff of several clinics are asked at which one."""
    return entered(sign_in_by_sso(found, body["state"], caller(), clock.now()))


@endpoint(
    sso,
    "POST",
    "/api/me/sso/begin",
    allow=Permission.PROVE_AS_STAFF,
    body=NoBody(),
    returns=SsoBegunView(),
    beforehand=_look_up,
)
def post_own_sso_begin(actor: Actor, body: dict[str, Any], found: None) -> Response:
    """Where the browser goes to prove again at the identity provider who one is, or to link one's account there."""
    return _begun(begin_round(_provider(), _address(), actor, clock.now()))


def _ask_to_prove(actor: Actor, body: dict[str, Any]) -> Vouched | None:
    return ask_provider(_provider(), body, sso_secret(), _address(), Purpose.SSO_PROVE, clock.now())


@endpoint(
    sso,
    "POST",
    "/api/me/sso",
    allow=Permission.PROVE_AS_STAFF,
    body=SsoReturnBody(),
    returns=MeView(),
    beforehand=_ask_to_prove,
)
def post_own_sso(actor: Actor, body: dict[str, Any], found: Vouched | None) -> Response:
    """Prove who one is with what the identity provider gave the browser; the first time, link one's account there."""
    return signed_in(*prove_by_sso(actor, found, body["state"], clock.now()))


@endpoint(sso, "GET", "/api/me/sso", allow=Permission.PROVE_AS_STAFF, returns=SsoView())
def get_own_sso(actor: Actor) -> dict[str, Any]:
    """Whether there is single sign-on, and whether one signs in by it."""
    provider = _provider()
    if provider is None:
        return {"name": None, "linked_at": None}
    identity = identity_of(actor.person_id, provider.issuer)
    return {"name": provider.name, "linked_at": None if identity is None else identity.linked_at}


@endpoint(
    sso,
    "POST",
    "/api/me/sso/remove",
    allow=Permission.MANAGE_OWN_PASSWORD,
    body=NoBody(),
    returns=SsoView(),
)
def post_sso_remove(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Sign in by single sign-on no more. Refused where nothing else lets one in."""
    remove_sso(actor, clock.now())
    return get_own_sso(actor)


def _begun(begun: Begun) -> Response:
    answer = jsonify(SsoBegunView().dump({"url": begun.url}))
    set_sso_secret(answer, begun.secret)
    return answer


def _provider() -> IdentityProvider | None:
    settings: Settings = current_app.config["LODESTONE_SETTINGS"]
    return settings.sso


def _address() -> str:
    settings: Settings = current_app.config["LODESTONE_SETTINGS"]
    return settings.address
