"""Who takes part in a study as of a day. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from server.errors import Invalid
from server.wording import dated, say

GIVEN_OUT = "gave out in a study export"  # the deed in the audit trail, by which one finds whose data an export holds


@dataclass(frozen=True)
class Given:
    """One consent of one patient to one study. withdrawn_on: the first day on which it no longer holds."""

    id: UUID
    patient_id: UUID
    version: str
    given_on: date
    withdrawn_on: date | None
    recorded_at: datetime


def latest_consents(consents: Iterable[Given], as_of: date) -> dict[UUID, Given]:
    """Each patient's latest consent given by the end of the day `as_of`, withdrawn or not.

    The day it was given decides, not the day it was typed in; of two on one day the one recorded last.
    """
    latest: dict[UUID, Given] = {}
    for each in consents:
        before = latest.get(each.patient_id)
        if each.given_on <= as_of and (before is None or _age(before) < _age(each)):
            latest[each.patient_id] = each
    return latest


def is_in_effect(consent: Given, as_of: date) -> bool:
    """Whether the consent holds on the day. The day of withdrawal already counts as withdrawn."""
    return consent.given_on <= as_of and (consent.withdrawn_on is None or as_of < consent.withdrawn_on)


def taking_part(consents: Iterable[Given], as_of: date) -> dict[UUID, Given]:
    """The patients who take part on the day: those whose latest consent is in effect.

    An older consent that was never withdrawn does not count once a newer one was: the person's last word holds.
    """
    return {patient: each for patient, each in latest_consents(consents, as_of).items() if is_in_effect(each, as_of)}


def require_plausible_consent(given_on: date, today: date) -> None:
    """Raise Invalid for a consent that would be given in the future."""
    if given_on > today:
        raise Invalid(
            "A consent cannot be given in the future. Enter the day on which it was signed.", field="given_on"
        )


def require_plausible_withdrawal(consent: Given, withdrawn_on: date, today: date) -> None:
    """Raise Invalid for a withdrawal in the future, or before the consent that it ends."""
    if withdrawn_on > today:
        raise Invalid("A withdrawal cannot lie in the future: enter it on the day.", field="withdrawn_on")
    if withdrawn_on < consent.given_on:
        sentence = say("The consent was given on {on}, after that day.", on=dated(consent.given_on))
        raise Invalid(sentence, field="withdrawn_on")


def _age(consent: Given) -> tuple[date, datetime]:
    return consent.given_on, consent.recorded_at
