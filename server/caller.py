"""Who sends the request at hand: the actor behind its session, and the address and device it comes from."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from flask import current_app, request

from server.access import BEFORE_SET_UP, NEEDS_FRESH, Actor, Permission
from server.client import address_behind, device_label_of
from server.config import Settings
from server.errors import NotAllowed, SetUpFirst, SignInNeeded, VerifyFirst

_log = logging.getLogger("lodestone.access")

SESSION_COOKIE = "__Host-lodestone"
TABLET_COOKIE = "__Host-lodestone-tablet"
SIGNATURE = "Lodestone-Signature"
# A request with this header was made by a page by itself and not by a person.
UNATTENDED = "Lodestone-Unattended"


class FindActor(Protocol):
    """From a session cookie's token, or a machine's key, to whoever is behind it; None if it is not valid."""

    def __call__(self, token_text: str, now: datetime) -> Actor | None: ...


class NoteRead(Protocol):
    """Writes the audit entry that the actor read these patients' records."""

    def __call__(self, actor: Actor, what: str, patients: Iterable[UUID], now: datetime) -> None: ...


class NoteSeen(Protocol):
    """Notes that the actor's session is in use."""

    def __call__(self, actor: Actor, now: datetime) -> None: ...


class EndEarlier(Protocol):
    """Ends the session of a token that a browser had before somebody signed in anew."""

    def __call__(self, token_text: str, now: datetime) -> None: ...


class IsTablet(Protocol):
    """Whether the token that a browser holds is of the tablet on which the actor's session runs."""

    def __call__(self, actor: Actor, token_text: str | None) -> bool: ...


class RequireSignature(Protocol):
    """Raises SignInNeeded unless the phone that the actor's session is bound to signed the request.

    body_hash: SHA-256 of the body in hex. header: of the name SIGNATURE; None: there is none.
    """

    def __call__(self, actor: Actor, method: str, path: str, body_hash: str, header: str | None) -> None: ...


@dataclass(frozen=True)
class Edges:
    """What the ground is handed by the application, since it may know no feature."""

    find_actor: FindActor
    find_machine: FindActor
    note_read: NoteRead
    note_seen: NoteSeen
    end_earlier: EndEarlier
    require_signature: RequireSignature
    is_tablet: IsTablet
    address: str


def clinic_of_request() -> UUID | None:
    """The clinic that the request's token names, true or not: it is where the token will be looked for."""
    clinic, _, _ = (_key_of_machine() or request.cookies.get(SESSION_COOKIE) or "").partition(".")
    try:
        return UUID(hex=clinic)
    except ValueError:
        return None


def actor_of_request(edges: Edges, permission: Permission, now: datetime) -> Actor | None:
    if permission is Permission.PUBLIC:
        return None
    actor = _found(edges, now)
    # The session of a tablet is good on that tablet alone.
    if actor is None or (actor.tablet_id and not edges.is_tablet(actor, request.cookies.get(TABLET_COOKIE))):
        raise SignInNeeded("Sign in first.")
    if not actor.may(permission):
        # ASVS 16.3.2. The session leads whoever investigates to the person; the log itself names nobody.
        _log.warning("refused: a %s of clinic %s, session %s", actor.role, actor.clinic_id, actor.session_id)
        raise NotAllowed(f"Your role here does not allow this: {permission}.")
    if not actor.is_set_up and permission not in BEFORE_SET_UP:
        raise SetUpFirst("Set up a passkey first, or a password with a second factor.")
    if permission in NEEDS_FRESH and not actor.is_fresh:
        raise VerifyFirst("Prove first that it is you: with your passkey, or with a code from your clinic.")
    # Whoever lost the key must still be able to sign out, and to prove in another way who they are.
    if actor.is_bound and request.method != "GET" and permission is not Permission.SIGNED_IN:
        body_hash = sha256(request.get_data()).hexdigest()
        edges.require_signature(actor, request.method, request.path, body_hash, request.headers.get(SIGNATURE))
    return actor


def _found(edges: Edges, now: datetime) -> Actor | None:
    token, key = request.cookies.get(SESSION_COOKIE), _key_of_machine()
    if key is None:
        return edges.find_actor(token, now) if token else None
    if token:
        raise SignInNeeded("A machine's key comes alone, without a session's cookie.")
    return edges.find_machine(key, now)


def _key_of_machine() -> str | None:
    """What the request shows as the key of a machine; None if it is none's. Other schemes may be a proxy's own."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def is_seen(actor: Actor) -> bool:
    """Whether to note that the session is in use. What a page asks by itself, such as the number of open alerts each
    minute, must not keep it open."""
    return actor.was_silent and UNATTENDED not in request.headers


def client_address() -> str:
    """The address that the request came from, for throttles: see LODESTONE_PROXIES."""
    settings: Settings = current_app.config["LODESTONE_SETTINGS"]
    # Several lines of one header are one list.
    return address_behind(request.remote_addr, ",".join(request.headers.getlist("X-Forwarded-For")), settings.proxies)


def device_label() -> str:
    """The browser and the device of the request, as their owner would name them: "Chrome on Android"."""
    return device_label_of(request.headers.get("User-Agent"))
