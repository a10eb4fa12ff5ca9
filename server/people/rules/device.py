"""What a phone signs, and how the signature is written. Pure."""

from dataclasses import dataclass
from datetime import timedelta

LARGEST_COUNT = 2**31 - 1
# What was saved in the tab after the home-screen app took over can still be sent from there for so long.
TAB_GOES_ON = timedelta(days=3)


@dataclass(frozen=True)
class Signature:
    """count: the phone's own number of the signature, each higher than the last. value: base64url."""

    count: int
    value: str


def read_signature(header: str | None) -> Signature | None:
    """From the header, such as `17.MEUC...`; None if it is none."""
    count, dot, value = (header or "").partition(".")
    if not dot or not value or not (count.isascii() and count.isdigit()) or len(count) > len(str(LARGEST_COUNT)):
        return None
    number = int(count)
    return Signature(number, value) if 0 < number <= LARGEST_COUNT else None


def signed_text(method: str, path: str, count: int, body_hash: str) -> str:
    """What the phone signs. body_hash: SHA-256 of the body in hex. No clock takes part: those of phones are off."""
    return "\n".join(["lodestone-1", method, path, str(count), body_hash])
