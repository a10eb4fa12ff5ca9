"""Passkeys over HTTP: signing in, proving again who one is, and one's own."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app

from server import clock
from server.access import Actor, Permission
from server.http import Edges, device_label, endpoint
from server.people.actions.passkey import begin_proof, begin_registration, prove, register, remove
from server.people.actions.sign_in import begin_sign_in, choose_clinic, sign_in_with_passkey
from server.people.cookie import caller, entered, signed_in
from server.people.queries.passkey import passkeys_of, ways_of
from server.people.rules.passkey import Site, site_of
from server.people.schemas import MeView, NoBody
from server.people.schemas.passkey import (
    AssertionView,
    ChoiceBody,
    EnteredView,
    MadeBody,
    PasskeysView,
    RegistrationView,
    UsedBody,
    WaysView,
)

passkeys = Blueprint("passkeys", __name__)


def _site() -> Site:
    edges: Edges = current_app.extensions["lodestone"]
    return site_of(edges.address)


@endpoint(
    passkeys,
    "POST",
    "/api/sign-in/passkey/options",
    allow=Permission.PUBLIC,
    body=NoBody(),
    returns=AssertionView(),
)
def post_sign_in_options(body: dict[str, Any]) -> dict[str, Any]:
    """What a browser needs to sign somebody in with a passkey: a challenge that is good once and for five minutes."""
    return begin_sign_in(_site(), clock.now())


@endpoint(passkeys, "POST", "/api/sign-in/passkey", allow=Permission.PUBLIC, body=UsedBody(), returns=EnteredView())
def post_sign_in(body: dict[str, Any]) -> Response:
    """Sign in with a passkey. Staff of several clinics are asked at which one."""
    return entered(sign_in_with_passkey(_site(), body, caller(), clock.now()))


@endpoint(passkeys, "POST", "/api/sign-in/clinic", allow=Permission.PUBLIC, body=ChoiceBody(), returns=EnteredView())
def post_sign_in_clinic(body: dict[str, Any]) -> Response:
    """Say at which of one's clinics, after whichever way of signing in asked."""
    return entered(choose_clinic(body["ticket"], body["clinic_id"], caller(), clock.now()))


@endpoint(passkeys, "GET", "/api/me/ways", allow=Permission.SIGNED_IN, returns=WaysView())
def get_ways(actor: Actor) -> dict[str, Any]:
    """By which means one can prove who one is."""
    return {"ways": ways_of(actor)}


@endpoint(
    passkeys,
    "POST",
    "/api/me/prove/passkey/options",
    allow=Permission.SIGNED_IN,
    body=NoBody(),
    returns=AssertionView(),
)
def post_proof_options(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """What a browser needs to prove with one's passkey who one is."""
    return begin_proof(actor, _site(), clock.now())


@endpoint(passkeys, "POST", "/api/me/prove/passkey", allow=Permission.SIGNED_IN, body=UsedBody(), returns=MeView())
def post_proof(actor: Actor, body: dict[str, Any]) -> Response:
    """Prove with one's passkey who one is. The session goes on under a fresh cookie."""
    return signed_in(*prove(actor, _site(), body, clock.now()))


@endpoint(
    passkeys,
    "POST",
    "/api/passkeys/options",
    allow=Permission.MANAGE_OWN_ACCESS,
    body=NoBody(),
    returns=RegistrationView(),
)
def post_passkey_options(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """What a browser needs to make a passkey for the signed-in person."""
    return begin_registration(actor, _site(), clock.now())


@endpoint(passkeys, "POST", "/api/passkeys", allow=Permission.MANAGE_OWN_ACCESS, body=MadeBody(), returns=MeView())
def post_passkey(actor: Actor, body: dict[str, Any]) -> Response:
    """Register the passkey that the browser made. The session goes on under a fresh cookie."""
    return signed_in(*register(actor, _site(), body, device_label(), clock.now()))


@endpoint(passkeys, "GET", "/api/me/passkeys", allow=Permission.SIGNED_IN, returns=PasskeysView())
def get_passkeys(actor: Actor) -> dict[str, Any]:
    """One's own passkeys, oldest first."""
    return {"passkeys": passkeys_of(actor)}


@endpoint(
    passkeys,
    "POST",
    "/api/me/passkeys/<uuid:passkey_id>/remove",
    allow=Permission.MANAGE_OWN_ACCESS,
    body=NoBody(),
    returns=PasskeysView(),
)
def post_passkey_remove(actor: Actor, passkey_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """Remove one of one's passkeys: it opens nothing any more."""
    remove(actor, passkey_id, clock.now())
    return {"passkeys": passkeys_of(actor)}
