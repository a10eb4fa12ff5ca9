"""Which passwords and sign-in names staff may have. Pure.

Length alone is asked for, and that nobody would guess it early: no mixture of characters, no change by the calendar
(NIST 800-63B-4 3.1.1.2; ASVS 6.2). A password never lets in alone, so twelve characters do where fifteen would be
asked.
"""

import re
from collections.abc import Sequence

from server.errors import Invalid
from server.people.rules.guessing import bits_of
from server.wording import say

SHORTEST = 12  # characters; NIST asks for 8 beside a second factor, for 15 without one
LONGEST = 128
# Below this an attacker who knows what people choose tries it early: 2^36 guesses are some hours on the hash we use.
LEAST_BITS = 36.0
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{2,63}")


def plain_login(text: str) -> str:
    """A sign-in name as it is kept and compared: without blanks around it, in small letters."""
    return text.strip().lower()


def require_login(text: str) -> str:
    """The name as it is kept. Raises Invalid unless it is 3 to 64 letters, digits and . _ @ + -."""
    login = plain_login(text)
    if not _LOGIN.fullmatch(login):
        raise Invalid(
            "Use 3 to 64 letters without accents, digits and . _ @ + -; begin with one of the first two.", field="login"
        )
    return login


def require_good_password(password: str, known: Sequence[str]) -> None:
    """Raise Invalid for a password that is too short, too long, or that somebody would guess early.

    known: what an attacker knows: the names of the person and the clinic, the sign-in name.
    """
    if len(password) < SHORTEST:
        raise Invalid(
            say(
                "The password needs at least {least} characters. A few words that do not belong together are good.",
                least=SHORTEST,
            ),
            field="password",
        )
    if len(password) > LONGEST:
        raise Invalid(say("The password may have at most {most} characters.", most=LONGEST), field="password")
    if bits_of(password, known) < LEAST_BITS:
        raise Invalid(
            "Many people choose this password, or something like it. Take a few words that do not belong together.",
            field="password",
            reason="common",
        )
