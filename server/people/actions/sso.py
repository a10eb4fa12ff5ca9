"""Single sign-on: beginning a round, and what comes of it. Staff only.

The provider is asked before the transaction that writes (see the routes' `beforehand`), so that nobody waits for it.
"""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from server.access import Actor, system_of
from server.audit.actions import note
from server.db import db, enter_clinic
from server.errors import Conflict, NotProven, SignInFailed, VerifyFirst
from server.people.actions.access_change import keep_access_change
from server.people.actions.challenge import Bound, make_challenge, use_up
from server.people.actions.sign_in import enter_account_holder
from server.people.actions.throttle import note_failure, note_success, require_allowance
from server.people.models import SignInSession
from server.people.models.sso import StaffIdentity
from server.people.proofs.sso import NotVouched, address_to_ask, known_of, who_came_back
from server.people.queries.passkey import ways_of, workplaces_of
from server.people.queries.sso import identity_behind, identity_of, is_begun
from server.people.rules import Token
from server.people.rules.access_change import AccessEvent
from server.people.rules.passkey import Purpose
from server.people.rules.session import Method
from server.people.rules.sign_in import Caller, Entered
from server.people.rules.sso import BACK, LONGEST_AGO, NOW, Return, Vouched, round_of
from server.people.sessions import prove_again
from server.sign_in_settings import IdentityProvider

_log = logging.getLogger("lodestone.sign_in")
_NOT_KNOWN = "Signing in there did not let you in here. Try again, or ask your clinic's administrator."
_NOT_PROVEN = "That did not work, or took too long. Please try again."


@dataclass(frozen=True)
class Begun:
    """Where the browser goes. secret: for its cookie; see rules.sso.Round."""

    url: str
    secret: str


def require_provider(provider: IdentityProvider | None) -> IdentityProvider:
    """Raise Conflict where this installation has none."""
    if provider is None:
        raise Conflict("This installation has no single sign-on.", code="no-sso")
    return provider


def look_up(provider: IdentityProvider | None, now: datetime) -> None:
    """Ask the provider what it says of itself, unless that is known. Raises Conflict while it cannot be asked."""
    try:
        known_of(require_provider(provider), now)
    except NotVouched as fault:
        _log.warning("single sign-on: %s", fault.code)
        raise Conflict(
            "Your sign-in service does not answer. Try another way, or again in a minute.", code="sso-down"
        ) from None


def begin_round(provider: IdentityProvider | None, address: str, actor: Actor | None, now: datetime) -> Begun:
    """A round of signing in, or for an actor of proving again who they are or of linking. Comes after look_up.

    address: of this installation.
    """
    provider = require_provider(provider)
    purpose, longest_ago = (Purpose.SSO_SIGN_IN, LONGEST_AGO) if actor is None else (Purpose.SSO_PROVE, NOW)
    state = make_challenge(purpose, Bound(None if actor is None else actor.session_id), now)
    secret = secrets.token_urlsafe(32)
    this = round_of(state, secret)
    return Begun(address_to_ask(provider, known_of(provider, now), f"{address}{BACK}", this, longest_ago), secret)


def ask_provider(
    provider: IdentityProvider | None,
    said: Mapping[str, Any],
    secret: str | None,
    address: str,
    purpose: Purpose,
    now: datetime,
) -> Vouched | None:
    """Whom the provider vouches for; None if nobody, or if this browser began no such round."""
    provider = require_provider(provider)
    if secret is None or not is_begun(said["state"], purpose, now):
        return None
    longest_ago = LONGEST_AGO if purpose is Purpose.SSO_SIGN_IN else NOW
    # Who must prove it now may take the minutes for which a state is good.
    allowed = longest_ago or 300
    try:
        return who_came_back(
            provider,
            Return(said["code"], said["iss"]),
            f"{address}{BACK}",
            round_of(said["state"], secret),
            allowed,
            now,
        )
    except NotVouched as fault:
        _log.warning("single sign-on: %s", fault.code)
        return None


def sign_in_by_sso(vouched: Vouched | None, state: str, caller: Caller, now: datetime) -> Entered:
    """A session for whoever the provider vouches for. Raises SignInFailed and TooManyAttempts."""
    subjects = [f"address:{caller.address}"]
    require_allowance("sso", subjects, now)
    is_ours = use_up(state, Purpose.SSO_SIGN_IN, now) is not None
    identity = None if vouched is None else identity_behind(vouched.issuer, vouched.subject)
    places = [] if identity is None else workplaces_of(identity.account_id)
    if vouched is None or identity is None or not is_ours or not places:
        note_failure("sso", subjects, now)
        for place in places:
            enter_clinic(place.clinic_id)
            account_id = None if identity is None else identity.account_id
            note(system_of(place.clinic_id), "failed sign-in by single sign-on", None, account_id, now)
        raise SignInFailed(_NOT_KNOWN)
    note_success("sso", subjects, now)
    came = enter_account_holder(identity.account_id, places, Method.SSO, caller, now)
    if isinstance(came, tuple):
        _set_proved(came[1], vouched.proved_at)
    return came


def _set_proved(actor: Actor, at: datetime) -> None:
    """The person proved who they are when the provider says, not when they came here."""
    session = (SignInSession.clinic_id == actor.clinic_id, SignInSession.id == actor.session_id)
    db.session.execute(update(SignInSession).where(*session).values(verified_at=at))


def prove_by_sso(actor: Actor, vouched: Vouched | None, state: str, now: datetime) -> tuple[Token, Actor]:
    """Note that the actor proved at the provider who they are; the first time, link the two for good.

    Raises NotProven; VerifyFirst where there is nothing to compare with and the actor has not just shown who they are,
    as by an administrator's link.
    """
    bound = use_up(state, Purpose.SSO_PROVE, now)
    if vouched is None or bound is None or bound.to != actor.session_id:
        note(actor, "failed to prove who they are by single sign-on", None, actor.session_id, now)
        raise NotProven(_NOT_PROVEN)
    mine, theirs = identity_of(actor.person_id, vouched.issuer), identity_behind(vouched.issuer, vouched.subject)
    if mine is None and theirs is None:
        if not actor.is_fresh:
            raise VerifyFirst("Prove first in another way that it is you.")
        linked = StaffIdentity(
            account_id=actor.person_id, issuer=vouched.issuer, subject=vouched.subject, linked_at=now
        )
        db.session.add(linked)
        db.session.flush()
        note(actor, "set up single sign-on", None, actor.person_id, now)
        keep_access_change(actor.person_id, AccessEvent.SSO_LINKED, now)
    elif mine is not theirs:  # also where there is only one of the two
        note(actor, "failed to prove who they are by single sign-on", None, actor.session_id, now)
        raise NotProven("This is another person's account at your sign-in service, or another one than you set up.")
    note(actor, "proved who they are by single sign-on", None, actor.session_id, now)
    return prove_again(actor, Method.SSO, now), replace(actor, is_fresh=True, is_set_up=True)


def remove_sso(actor: Actor, now: datetime) -> None:
    """Remove the actor's single sign-on. Raises Conflict if nothing else lets the person in."""
    db.session.execute(delete(StaffIdentity).where(StaffIdentity.account_id == actor.person_id))
    if not ways_of(actor):
        raise Conflict("This is your only way to sign in. Set up another one first.", code="last-way")
    note(actor, "removed single sign-on", None, actor.person_id, now)
    keep_access_change(actor.person_id, AccessEvent.SSO_REMOVED, now)
