"""Tokens, how long invitations and sessions last, and the crisis card. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from server.errors import Invalid

INVITATION_OF_STAFF = timedelta(hours=12)
SEXES = ("female", "male", "other", "unknown")  # FHIR administrative gender
OLDEST_BIRTH = timedelta(days=366 * 120)


@dataclass(frozen=True)
class Token:
    """A secret that opens one thing in one clinic. `text` goes to the person, only `secret_hash` is stored."""

    clinic_id: UUID
    secret: str

    @property
    def text(self) -> str:
        return f"{self.clinic_id.hex}.{self.secret}"

    @property
    def secret_hash(self) -> str:
        """SHA-256 in hex. A secret of 256 random bits needs no slow hash."""
        return hashlib.sha256(self.secret.encode()).hexdigest()


def read_token(text: str) -> Token | None:
    """The token written as `text`; None if it cannot be one. The clinic comes first, so that a database that keeps
    clinics apart knows which one to look in."""
    clinic, dot, secret = text.partition(".")
    if not dot or not secret or len(text) > 200:
        return None
    try:
        return Token(UUID(hex=clinic), secret)
    except ValueError:
        return None


def require_plausible_patient(birth_date: date | None, zone: str, today: date) -> None:
    """Raise Invalid for a birth in the future or beyond 120 years, or an unknown time zone."""
    if birth_date is not None and not today - OLDEST_BIRTH <= birth_date <= today:
        raise Invalid("The date of birth must lie within the last 120 years.", field="birth_date")
    require_zone(zone)


def require_zone(zone: str) -> None:
    """Raise Invalid unless the zone is one of the IANA database."""
    if zone not in available_timezones():
        raise Invalid("Name the time zone as in Europe/Berlin or America/New_York.", field="zone")


def help_card(clinic_name: str, help: dict[str, Any]) -> dict[str, Any]:
    """The crisis card as every page shows it. Numbers are the clinic's own configuration."""
    return {
        "clinic": clinic_name,
        "emergency_number": help.get("emergency_number"),
        "lines": help.get("lines", []),
        "clinic_phone": help.get("clinic_phone"),
        "clinic_hours": help.get("clinic_hours"),
        "statement": help.get("statement"),
        "verified_on": help.get("verified_on"),
        "country": help.get("country"),
        "after_hours_text": help.get("after_hours_text"),
    }
