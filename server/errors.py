"""Refusals: everything the system may decline to do, as exceptions.

Rules and actions raise them; `server.http` turns each into one JSON shape. It imports nothing of ours but
sentences.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from server.wording import Sentence


class Refusal(Exception):
    """Base of all expected errors. `code` is stable and listed in docs/api.md.

    message: for a person; says what is wrong and what to do.
    details: plain values for a program, never a patient's words.
    keeps: whether the transaction in which it is raised is kept nevertheless, such as the count of a failed attempt.
    """

    status = 400
    code = "refused"
    keeps = False

    def __init__(self, message: str, *, code: str | None = None, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        if code is not None:
            self.code = code


class Malformed(Refusal):
    """The request cannot be read at all."""

    status, code = 400, "malformed"


class SignInNeeded(Refusal):
    """No valid session came with the request."""

    status, code = 401, "sign-in-needed"


class SignInFailed(Refusal):
    """What was shown does not let anybody in. What was noted about the attempt is kept: see Refusal.keeps."""

    status, code, keeps = 401, "sign-in-failed", True


class NotProven(Refusal):
    """What was shown does not prove who somebody is. Sentence to people who are signed in: their session goes on."""

    status, code, keeps = 400, "not-proven", True


class VerifyFirst(Refusal):
    """The session is good, but for this the person must prove again who they are."""

    status, code = 403, "verify-first"


class SetUpFirst(Refusal):
    """Staff who came in by a link first set up a passkey, or a password with a second factor."""

    status, code = 403, "set-up-first"


class TooManyAttempts(Refusal):
    """Too many failed attempts lately. seconds: how long to wait; answered as Retry-After too."""

    status, code, keeps = 429, "too-many-attempts", True

    def __init__(self, message: str, *, seconds: int) -> None:
        super().__init__(message, seconds=seconds)


class NotAllowed(Refusal):
    """The actor's role does not carry the permission, or the request comes from a foreign page."""

    status, code = 403, "not-allowed"


class NotFound(Refusal):
    """No such record, or none that this actor may know of."""

    status, code = 404, "not-found"


class Conflict(Refusal):
    """The record exists with other content."""

    status, code = 409, "conflict"


@dataclass(frozen=True)
class Doubt:
    """Something possible but rare. code: stable, what a form sends back as confirmed. sentence: for a person."""

    code: str
    sentence: Sentence


class Unusual(Refusal):
    """Possible, but so rare that a person must say it is meant: then the same request comes with "confirmed": codes."""

    status, code = 409, "unusual"

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        confirm = [{"code": each.code, "sentence": each.sentence, "said": each.sentence.parts} for each in doubts]
        super().__init__(" ".join(each.sentence for each in doubts), confirm=confirm)


def require_confirmed(doubts: Sequence[Doubt], confirmed: Collection[str]) -> None:
    """Raise Unusual for the doubts that nobody confirmed. confirmed: codes that the request named."""
    if left := [each for each in doubts if each.code not in confirmed]:
        raise Unusual(left)


class TooLarge(Refusal):
    """The body is larger than any request needs to be."""

    status, code = 413, "too-large"


class WrongType(Refusal):
    """The body is of another type than the endpoint reads."""

    status, code = 415, "wrong-type"


class Invalid(Refusal):
    """The request is understood, but a value breaks a rule."""

    status, code = 422, "invalid"


class Unavailable(Refusal):
    """The database cannot take the request now. Nothing was changed; trying again later is safe."""

    status, code = 503, "unavailable"


# Codes that say more than the one of their class, for a page that must tell them apart.
FURTHER_CODES: dict[str, tuple[type[Refusal], str]] = {
    "foreign-page": (NotAllowed, "The request was sent by another site's page."),
    "invitation-unusable": (NotFound, "The invitation is unknown, used or expired."),
    "adjunct-stopped": (Conflict, "The adjunct treatment was stopped before that day."),
    "consent-withdrawn": (Conflict, "The guardian's consent is withdrawn already."),
    "course-begun": (Conflict, "A session took place: the course starts on its day."),
    "course-state": (Conflict, "The state of the course does not allow this."),
    "patient-died": (Conflict, "What is asked does not go with what is recorded of the patient's death."),
    "course-ended": (Conflict, "The course has ended and takes no more sessions."),
    "on-hold": (Conflict, "A hold is open: no session is opened until a physician has cleared it."),
    "no-screen": (Conflict, "There is no safety screen on file, and this clinic opens no first session without one."),
    "screen-not-cleared": (Conflict, "The safety screen waits for a physician, or has a hard stop."),
    "screen-superseded": (Conflict, "A newer safety screen took the place of this one."),
    "screen-cleared": (Conflict, "Somebody else cleared the safety screen."),
    "hold-cleared": (Conflict, "Somebody else cleared the hold."),
    "event-not-open": (Conflict, "The adverse event is not in the state that this needs."),
    "event-signed": (Conflict, "A clinician signed the adverse event; only a clinician changes it now."),
    "event-withdrawn": (Conflict, "The adverse event was withdrawn as entered in error."),
    "import-refused": (Conflict, "Lines of the imported file were refused, so that nothing was stored."),
    "session-number-taken": (Conflict, "A session of this number is recorded already."),
    "response-changed": (Conflict, "Somebody changed the questionnaire since it was opened."),
    "response-removed": (Conflict, "The questionnaire was removed from the record."),
    "alert-closed": (Conflict, "Somebody else closed the alert."),
    "card-incomplete": (Conflict, "The clinic's crisis card lacks something, so no patient can be added or invited."),
    "push-service": (Invalid, "The phone's push service is not on the operator's list."),
    "hour-is-quiet": (Invalid, "The hour of reminders lies within the quiet hours."),
    "no-address": (Invalid, "It is no e-mail address."),
    "no-email": (Conflict, "No e-mail address of the patient is confirmed."),
    "nowhere-to-send": (Conflict, "The patient has no phone and no address that a test could go to."),
    "sent-just-now": (Conflict, "One was sent less than a minute ago, or too many within a day."),
    "test-alert-missing": (Conflict, "Nobody has acknowledged a test alert, so no patient can be added or invited."),
    "too-many-passkeys": (Conflict, "The person has as many passkeys as anybody may have."),
    "passkey-known": (Conflict, "The passkey is registered already."),
    "no-passkey": (Conflict, "The person has no passkey that could prove anything."),
    "last-way": (Conflict, "It is the only way in of a member of staff."),
    "wrong-device": (SignInNeeded, "The session is bound to a key that this phone or app does not have."),
    "sent-before": (SignInNeeded, "The signed request was taken in before; sign it anew under a higher number."),
    "tablet-enrolled": (Conflict, "The browser is a tablet of the clinic already."),
    "tablet-of-staff": (SignInFailed, "The browser is a tablet for the staff of one clinic."),
    "device-bound": (Conflict, "The session is bound to a key of a phone already."),
    "works-elsewhere": (Conflict, "The person works at another clinic, too, so that its operator restores access."),
    "no-sso": (Conflict, "The installation has no single sign-on."),
    "sso-down": (Conflict, "The identity provider does not answer."),
    "offer-expired": (Conflict, "The secret for an authenticator app was shown too long ago."),
    "last-admin": (Conflict, "A clinic keeps at least one administrator."),
    "nobody-reachable": (Conflict, "Nobody who would be told has an e-mail address or a pager."),
    "nobody-on-duty": (Conflict, "Nobody is on duty now who could call back."),
    "alert-open": (Conflict, "The alert, or a newer one of its kind, is open."),
    "no-plan": (Conflict, "The alert has no plan in place."),
    "other-owner": (Conflict, "The entries are another person's than the one signed in; they stay on the phone."),
    "scores-changed": (Conflict, "The scores changed after they were shown; look again before you sign."),
    "left": (Conflict, "The patient withdrew, and takes part in nothing new."),
    "not-left": (Conflict, "There is nothing to take back: the patient takes part."),
    "alerts-open": (Conflict, "Red or amber alerts are open; somebody acts on them before the patient is erased."),
    "recipients-told": (Conflict, "That the recipients of exports were told is noted already."),
    "export-missing": (Unavailable, "The file of the export is not where it was put."),
    "export-damaged": (Unavailable, "The file of the export is not what its manifest says."),
    "export-no-room": (Unavailable, "The disk does not take the export."),
}
