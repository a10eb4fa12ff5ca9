"""Passwords and second factors over HTTP."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify

from server import clock
from server.access import Actor, Permission
from server.config import Settings
from server.http import endpoint
from server.people.actions.password import (
    Files,
    prove_by_password,
    remove_password,
    set_password,
    sign_in_by_password,
)
from server.people.actions.totp import Offer, confirm_totp, offer_totp
from server.people.cookie import caller, entered, set_token, signed_in
from server.people.queries.password import PasswordState, password_state_of
from server.people.rules import Token
from server.people.schemas import MeView, NoBody
from server.people.schemas.passkey import EnteredView
from server.people.schemas.password import (
    PasswordBody,
    PasswordProofBody,
    PasswordSignInBody,
    PasswordView,
    TotpCodeBody,
    TotpOfferView,
)

password = Blueprint("password", __name__)


@endpoint(
    password,
    "POST",
    "/api/sign-in/password",
    allow=Permission.PUBLIC,
    body=PasswordSignInBody(),
    returns=EnteredView(),
)
def post_password_sign_in(body: dict[str, Any]) -> Response:
    """Sign in as staff by password and code; staff of several clinics are asked at which one. Whatever is wrong, the
    answer is the same."""
    return entered(sign_in_by_password(body, caller(), _files(), clock.now()))


@endpoint(
    password,
    "POST",
    "/api/me/prove/password",
    allow=Permission.PROVE_AS_STAFF,
    body=PasswordProofBody(),
    returns=MeView(),
)
def post_password_proof(actor: Actor, body: dict[str, Any]) -> Response:
    """Prove again by password and code who one is. The session goes on under a fresh cookie."""
    return signed_in(*prove_by_password(actor, body, caller(), _files(), clock.now()))


@endpoint(password, "GET", "/api/me/password", allow=Permission.PROVE_AS_STAFF, returns=PasswordView())
def get_password(actor: Actor) -> PasswordState:
    """Whether one has a password and an authenticator app."""
    return password_state_of(actor)


@endpoint(
    password,
    "POST",
    "/api/me/password",
    allow=Permission.MANAGE_OWN_PASSWORD,
    body=PasswordBody(),
    returns=PasswordView(),
)
def post_password(actor: Actor, body: dict[str, Any]) -> Response:
    """Set one's sign-in name and password. It lets in only together with an authenticator app."""
    return _answer(actor, set_password(actor, body, caller(), _files(), clock.now()))


@endpoint(
    password,
    "POST",
    "/api/me/password/remove",
    allow=Permission.MANAGE_OWN_PASSWORD,
    body=NoBody(),
    returns=PasswordView(),
)
def post_password_remove(actor: Actor, body: dict[str, Any]) -> PasswordState:
    """Remove one's password and authenticator app. Refused where nothing else lets one in."""
    remove_password(actor, clock.now())
    return password_state_of(actor)


@endpoint(
    password,
    "POST",
    "/api/me/totp/begin",
    allow=Permission.MANAGE_OWN_PASSWORD,
    body=NoBody(),
    returns=TotpOfferView(),
)
def post_totp_begin(actor: Actor, body: dict[str, Any]) -> Offer:
    """A fresh secret for an authenticator app, shown this once. The one in use stays until the new one is confirmed."""
    return offer_totp(actor, _files().secrets, clock.now())


@endpoint(
    password,
    "POST",
    "/api/me/totp",
    allow=Permission.MANAGE_OWN_PASSWORD,
    body=TotpCodeBody(),
    returns=PasswordView(),
)
def post_totp(actor: Actor, body: dict[str, Any]) -> Response:
    """Take the authenticator app into use by one of its codes."""
    return _answer(actor, confirm_totp(actor, body["code"], _files().secrets, clock.now()))


def _answer(actor: Actor, token: Token | None) -> Response:
    answer = jsonify(PasswordView().dump(password_state_of(actor)))
    if token is not None:
        set_token(answer, token)
    return answer


def _files() -> Files:
    settings: Settings = current_app.config["LODESTONE_SETTINGS"]
    return Files(settings.secrets_file, settings.common_passwords)
