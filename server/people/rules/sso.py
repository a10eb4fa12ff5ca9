"""One round of single sign-on, and what an identity provider must say. Pure."""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from server.people.rules.passkey import encoded

BACK = "/sso"  # the page to which the provider sends the browser back
LONGEST_AGO = 3600  # seconds: who proved at the provider longer ago who they are does so again
NOW = 0


@dataclass(frozen=True)
class Round:
    """What binds the way there and the way back. state: known to the browser and the provider, good once. nonce: stands
    in what the provider signs. verifier: shown only with the code (PKCE).

    The last two come from a secret that only the browser holds that began the round, in a cookie that no script reads:
    a state or a code that somebody else brings fits neither.
    """

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Vouched:
    """Whom the provider vouches for. subject: its own id of the person. proved_at: when the person proved it there."""

    issuer: str
    subject: str
    proved_at: datetime


@dataclass(frozen=True)
class Return:
    """What the browser brings back. issuer: the provider's name of itself, where it says it."""

    code: str
    issuer: str | None


def round_of(state: str, secret: str) -> Round:
    """The round that a browser with this secret began under this state."""
    return Round(state, _derived("nonce", state, secret), _derived("verifier", state, secret))


def _derived(what: str, state: str, secret: str) -> str:
    return encoded(hmac.new(secret.encode(), f"{what}:{state}".encode(), hashlib.sha256).digest())


def is_strong(acr: object, amr: object, enough_acr: Collection[str], enough_amr: Collection[str]) -> bool:
    """Whether the person proved by enough who they are: by a class (acr) or a means (amr) that the operator named.

    Without either, nothing is known of how, and that is not enough.
    """
    means = amr if isinstance(amr, list) else []
    return (isinstance(acr, str) and acr in enough_acr) or any(
        isinstance(each, str) and each in enough_amr for each in means
    )
