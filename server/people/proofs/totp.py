"""The second factor: codes of six digits that change every thirty seconds (TOTP, RFC 6238)."""

import hmac
from datetime import datetime

import segno
from pyotp import TOTP, random_base32

STEP = 30  # seconds
AROUND = (0, -1, 1)  # steps: a phone's clock may be half a minute off, and typing takes a while
# Looked at when nobody has the sign-in name, so that this takes as long.
_OF_NOBODY = random_base32()


def new_secret() -> str:
    """160 random bits in base32, as authenticator apps want them."""
    return random_base32(32)


def step_of(secret: str | None, code: str, now: datetime) -> int | None:
    """The time step (Unix time / 30 s) whose code it is, of the present one and its neighbours; None if it is none's.

    secret None: nobody's, which takes as long to say.
    """
    present = int(now.timestamp()) // STEP
    totp = TOTP(secret or _OF_NOBODY)
    plain = code.replace(" ", "")
    # All are looked at, so that the time it takes tells nothing.
    fitting = [
        present + each
        for each in AROUND
        if hmac.compare_digest(totp.generate_otp(present + each).encode(), plain.encode())
    ]
    return fitting[0] if fitting and secret is not None else None


def qr_of(secret: str, login: str, clinic: str) -> str:
    """The secret for an authenticator app, as an SVG image in a data: address."""
    uri = TOTP(secret).provisioning_uri(name=login, issuer_name=clinic.replace(":", " "))
    return segno.make(uri, error="m").svg_data_uri(scale=4, border=2)
