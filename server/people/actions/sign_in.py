"""Signing in: with a passkey, and what all ways of signing in share."""

from datetime import datetime
from typing import Any
from uuid import UUID

from server.access import Actor, Role, system_of
from server.audit.actions import note
from server.db import enter_clinic
from server.errors import NotProven, SignInFailed
from server.people.actions.access_change import keep_new_device
from server.people.actions.challenge import Bound, bytes_of, make_challenge, use_up
from server.people.actions.passkey import require_use
from server.people.actions.tablet import take_seat
from server.people.actions.throttle import note_failure, note_success, require_allowance
from server.people.models.passkey import PatientPasskey
from server.people.proofs.passkey import assertion_options
from server.people.queries.passkey import passkey_behind, workplaces_of
from server.people.queries.tablet import tablet_anywhere
from server.people.rules import Token, read_token
from server.people.rules.passkey import Purpose, Site, challenge_in, decoded
from server.people.rules.session import Method
from server.people.rules.sign_in import Caller, Choice, Entered, Workplace
from server.people.sessions import end_session, find_actor, start_session

_FAILED = "This passkey does not open anything here. Use another one, or ask your clinic."


def begin_sign_in(site: Site, now: datetime) -> dict[str, Any]:
    """What the browser needs to sign somebody in with whichever passkey they pick."""
    return assertion_options(site, (), bytes_of(make_challenge(Purpose.SIGN_IN, Bound(None), now)))


def sign_in_with_passkey(site: Site, said: dict[str, Any], caller: Caller, now: datetime) -> Entered:
    """A session for the owner of the passkey. Raises SignInFailed, with the same words whatever is wrong, and
    TooManyAttempts."""
    subjects = [f"address:{caller.address}"]
    require_allowance("passkey", subjects, now)
    challenge = challenge_in(said)
    is_ours = use_up(challenge, Purpose.SIGN_IN, now) is not None
    handle = decoded(said["response"]["userHandle"] or "") or b""
    passkey = passkey_behind(decoded(said["id"]) or b"", handle)
    if not is_ours or passkey is None:
        note_failure("passkey", subjects, now)
        raise SignInFailed(_FAILED)
    places = [] if isinstance(passkey, PatientPasskey) else workplaces_of(passkey.account_id)
    home = passkey.clinic_id if isinstance(passkey, PatientPasskey) else places[0].clinic_id if places else None
    if home is None:  # the person left every clinic, so that there is no trail to note it in
        note_failure("passkey", subjects, now)
        raise SignInFailed(_FAILED)
    enter_clinic(home)
    try:
        require_use(system_of(home), passkey, site, said, challenge, now)
    except NotProven:
        note_failure("passkey", subjects, now)
        raise SignInFailed(_FAILED) from None
    note_success("passkey", subjects, now)
    if isinstance(passkey, PatientPasskey):
        return enter(home, Role.PATIENT, passkey.patient_id, Method.PASSKEY, caller, now)
    return enter_account_holder(passkey.account_id, places, Method.PASSKEY, caller, now)


def enter_account_holder(
    account_id: UUID, places: list[Workplace], method: Method, caller: Caller, now: datetime
) -> Entered:
    """A session for a member of staff who proved who they are; who works at several clinics is asked at which first.

    places: workplaces_of(account_id), at least one. A clinic's tablet answers the question: it is that clinic.
    """
    tablet = tablet_anywhere(caller.tablet)
    places = [each for each in places if tablet is not None and each.clinic_id == tablet.clinic_id] or places
    if len(places) > 1:
        return Choice(make_challenge(Purpose.CHOOSE, Bound(account_id, method), now), places)
    return enter(places[0].clinic_id, places[0].role, account_id, method, caller, now)


def choose_clinic(ticket: str, clinic_id: UUID, caller: Caller, now: datetime) -> tuple[Token, Actor]:
    """The session at the clinic that was chosen. Raises SignInFailed for a ticket that is used or too old, and for a
    clinic that is not one of the person's."""
    bound = use_up(ticket, Purpose.CHOOSE, now)
    places = [] if bound is None or bound.to is None else workplaces_of(bound.to)
    chosen = next((each for each in places if each.clinic_id == clinic_id), None)
    if bound is None or bound.to is None or bound.method is None or chosen is None:
        raise SignInFailed("That took too long. Please sign in again.")
    return enter(chosen.clinic_id, chosen.role, bound.to, bound.method, caller, now)


def enter(
    clinic_id: UUID, role: Role, person_id: UUID, method: Method, caller: Caller, now: datetime
) -> tuple[Token, Actor]:
    """A session for somebody who proved who they are. The one that the browser had before ends, whoever's it was.

    Raises SignInFailed on a clinic's tablet for whoever is not of its staff.
    """
    tablet_id = take_seat(caller.tablet, clinic_id, role, now)
    end_former(caller.former, now)
    enter_clinic(clinic_id)
    token, actor = start_session(
        clinic_id, role, person_id, now, method=method, label=caller.label, tablet_id=tablet_id
    )
    where = "" if tablet_id is None else " on a tablet"
    note(actor, f"signed in by {method}{where}", actor.patient_id, actor.session_id, now)
    if tablet_id is None:
        keep_new_device(actor, caller.label, now)
    return token, actor


def end_former(token_text: str | None, now: datetime) -> None:
    """End the session whose token a browser still has, if it is one. Enters the clinic that the token names."""
    token = None if token_text is None else read_token(token_text)
    if token is None or token_text is None:
        return
    enter_clinic(token.clinic_id)
    former = find_actor(token_text, now)
    if former is not None:
        end_session(former, now)
