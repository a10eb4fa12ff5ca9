"""Handles, challenges and counters of passkeys (Web Authentication Level 3). Pure."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

CHALLENGE_LASTS = timedelta(minutes=5)
HANDLE_BYTES = 64  # the most that WebAuthn allows for user.id
NAME_OF_PATIENT = "My log"  # a phone shows it beside "Lodestone" to whoever holds it: no name, no diagnosis
MOST_PASSKEYS = 20  # of one person; a phone, a computer, a security key and some forgotten ones


class Purpose(StrEnum):
    """What a challenge was made for; it is good for nothing else."""

    REGISTER = "register"
    SIGN_IN = "sign in"
    PROVE = "prove"
    CHOOSE = "choose a clinic"
    SSO_SIGN_IN = "sign in by single sign-on"
    SSO_PROVE = "prove by single sign-on"


@dataclass(frozen=True)
class Site:
    """Where passkeys are good: the relying party's id (a host) and the origin of its pages."""

    rp_id: str
    origin: str


def site_of(address: str) -> Site:
    """The site of an installation. address: such as https://tms.example.org"""
    return Site(address.partition("://")[2].partition(":")[0], address)


def hash_of(challenge: str) -> str:
    """SHA-256 in hex of a challenge as it is sent; of 256 random bits."""
    return hashlib.sha256(challenge.encode()).hexdigest()


def handle_of_patient(clinic_id: UUID, drawn: bytes) -> bytes:
    """The user handle of a patient: the clinic, so that signing in knows where to look, and 48 random bytes."""
    return clinic_id.bytes + drawn


def clinic_in(handle: bytes) -> UUID | None:
    """The clinic that a patient's handle names, true or not; None where it can be no handle of ours."""
    return UUID(bytes=handle[:16]) if len(handle) == HANDLE_BYTES else None


def encoded(raw: bytes) -> str:
    """As base64url without padding, as WebAuthn writes bytes in JSON."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes | None:
    """The bytes of base64url; None where it is none."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None


def challenge_in(said: dict[str, Any]) -> str:
    """The challenge that an authenticator's answer says it answers; empty, which none of ours is, where none can be
    read."""
    try:
        challenge = json.loads(decoded(said["response"]["clientDataJSON"]) or b"")["challenge"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return challenge if isinstance(challenge, str) and challenge.isascii() else ""


def was_copied(known: int, seen: int) -> bool:
    """Whether a counter did not go up, so that a second copy of the key must be in use. Keys that are meant to be on
    several devices do not count: theirs stays 0. Source: WebAuthn Level 3, section 6.1.1."""
    return (known > 0 or seen > 0) and seen <= known
