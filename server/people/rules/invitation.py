"""Invitations, the short codes that are typed instead of scanned, and the digits told in person. Pure.

A short code is twelve characters of Crockford's base 32: four tell the clinic, three the invitation in it, five are the
secret. The clinic comes first for the same reason as in a token: a database that keeps clinics apart must know where to
look. Four characters are twenty bits of the clinic's id, so that no list of prefixes has to be kept; two clinics may
share them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from server.clinic_settings import value_of

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: without I, L, O and U, which are misread or spell words
CLINIC_LETTERS, KEY_LETTERS, SECRET_LETTERS = 4, 3, 5
PIN_DIGITS = 6  # about 20 bits, ASVS 6.5.4
# Then the code, or the paper, is worth nothing any more, whoever tried. A link that needs no digits goes on.
MOST_FAILURES = 5
_BITS = 5


class InvitationForm(StrEnum):
    """How an invitation reaches the patient."""

    SCREEN = "screen"  # scanned or typed here and now
    PAPER = "paper"  # printed or sent; the six digits are told in person


@dataclass(frozen=True)
class ShortCode:
    """A short code that somebody typed. key: finds the invitation. secret: proves it."""

    prefix: str
    key: str
    secret: str

    @property
    def text(self) -> str:
        """As it is shown: in groups of four."""
        letters = self.prefix + self.key + self.secret
        return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def read_code(text: str) -> ShortCode | None:
    """The code as typed: in any case, with spaces or hyphens or without, O for 0 and I or L for 1. None: it is none."""
    ends = (CLINIC_LETTERS, CLINIC_LETTERS + KEY_LETTERS, CLINIC_LETTERS + KEY_LETTERS + SECRET_LETTERS)
    letters = letters_of(text, ends[2])
    if letters is None:
        return None
    return ShortCode(letters[: ends[0]], letters[ends[0] : ends[1]], letters[ends[1] :])


def letters_of(text: str, count: int) -> str | None:
    """The characters of a code as typed, so many of them; None for anything else."""
    letters = re.sub(r"[\s-]", "", text).upper().translate(str.maketrans("OIL", "011"))
    return letters if len(letters) == count and set(letters) <= set(ALPHABET) else None


def prefix_of(clinic_id: UUID) -> str:
    """The four characters that tell a clinic: the first twenty bits of its id."""
    top = clinic_id.int >> (128 - CLINIC_LETTERS * _BITS)
    return "".join(ALPHABET[top >> shift & 31] for shift in range((CLINIC_LETTERS - 1) * _BITS, -1, -_BITS))


def ids_with(prefix: str) -> tuple[UUID, UUID]:
    """The lowest and the highest id of a clinic that these four characters tell."""
    rest = 128 - CLINIC_LETTERS * _BITS
    top = 0
    for letter in prefix:
        top = top << _BITS | ALPHABET.index(letter)
    return UUID(int=top << rest), UUID(int=(top + 1 << rest) - 1)


def lasting_of_invitation(form: InvitationForm, chosen: Mapping[str, Any]) -> timedelta:
    """How long an invitation of a patient works, by its form and what the clinic set."""
    if form is InvitationForm.PAPER:
        return timedelta(hours=value_of(chosen, "sign_in.paper_hours"))
    return timedelta(minutes=value_of(chosen, "sign_in.screen_minutes"))
