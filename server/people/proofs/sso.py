"""Asking an identity provider who somebody is: OpenID Connect, authorization code flow with PKCE.

Nothing of what a browser brings is believed: the code is exchanged on a connection of our own, and what the provider
says of the person counts once its signature, issuer, audience, time, nonce and strength are right (ASVS 10.5, 6.8).
"""

import http.client
import json
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from server.people.rules.sso import Return, Round, Vouched, is_strong
from server.sign_in_settings import LOCAL, IdentityProvider

LONGEST_STEP, LONGEST_CALL = 5.0, 10.0  # seconds without any byte, and for the whole
LARGEST = 512 * 1024  # bytes of an answer
KNOWN_FOR = timedelta(hours=1)  # how long what a provider says of itself is kept
KEYS_AGAIN = timedelta(minutes=1)  # how soon its keys are asked for again when it signs with one that is not known
CLOCKS_APART = 60  # seconds by which its clock and ours may differ
# Signatures by which only the holder of a private key can have signed; never "none", never one by a shared secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")


class NotVouched(Exception):
    """The provider does not vouch for the person, or nobody can tell. code: stable, for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Known:
    """What a provider says of itself."""

    authorization: str
    token: str
    keys_at: str
    names_itself: bool  # it names itself in its answers (RFC 9207)
    keys: KeySet
    fetched_at: datetime


_known: dict[str, Known] = {}


def address_to_ask(provider: IdentityProvider, known: Known, back: str, this: Round, longest_ago: int) -> str:
    """The provider's address to which the browser goes. back: where it comes back to. longest_ago: seconds since the
    person last proved there who they are; 0: they must do so now."""
    wanted = {"acr_values": " ".join(sorted(provider.acr))} if provider.acr else {}
    return str(
        prepare_grant_uri(
            known.authorization,
            provider.client_id,
            "code",
            back,
            "openid",
            this.state,
            nonce=this.nonce,
            code_challenge=create_s256_code_challenge(this.verifier),
            code_challenge_method="S256",
            max_age=str(longest_ago),
            **wanted,
        )
    )


def known_of(provider: IdentityProvider, now: datetime, *, key_id: str | None = None) -> Known:
    """What the provider says of itself, asked once an hour. key_id: of a key that must be among its keys, so that they
    are asked for again where it is not. Raises NotVouched."""
    known = _known.get(provider.issuer)
    if known is not None and not _is_stale(known, now, key_id):
        return known
    said = _ask(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != provider.issuer:
        raise NotVouched("other-issuer")
    places = [said.get(f"{name}_endpoint") for name in ("authorization", "token")] + [said.get("jwks_uri")]
    authorization, token, keys_at = (_endpoint(each, provider) for each in places)
    try:
        keys = KeySet.import_key_set(_ask(keys_at))  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError):
        raise NotVouched("no-keys") from None
    names_itself = said.get("authorization_response_iss_parameter_supported") is True
    _known[provider.issuer] = Known(authorization, token, keys_at, names_itself, keys, now)
    return _known[provider.issuer]


def _is_stale(known: Known, now: datetime, key_id: str | None) -> bool:
    age = now - known.fetched_at
    if not timedelta(0) <= age < KNOWN_FOR:
        return True
    return key_id is not None and age >= KEYS_AGAIN and key_id not in {each.kid for each in known.keys.keys}


def _endpoint(said: object, provider: IdentityProvider) -> str:
    if not isinstance(said, str) or not is_endpoint(said, provider.issuer):
        raise NotVouched("no-endpoint")
    return said


def is_endpoint(url: str, issuer: str) -> bool:
    """Whether a provider's address may be asked: over https, or on this very machine if the provider is on it."""
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port != 0
    except ValueError:
        return False
    if parts.username is not None or not url.isascii() or not url.isprintable() or " " in url or not parts.hostname:
        return False
    is_local = parts.scheme == "http" and issuer.startswith("http:") and parts.hostname in LOCAL
    return port_is_fine and (parts.scheme == "https" or is_local)


def who_came_back(
    provider: IdentityProvider, brought: Return, back: str, this: Round, longest_ago: int, now: datetime
) -> Vouched:
    """Exchange the code for what the provider says of the person, and check it. Raises NotVouched."""
    known = known_of(provider, now)
    if (brought.issuer is not None or known.names_itself) and brought.issuer != provider.issuer:
        raise NotVouched("other-issuer")  # an answer of another provider, mixed in (RFC 9207)
    answer = _exchange(provider, known, brought.code, back, this)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise NotVouched("no-id-token")
    claims = _claims_of(token, provider, answer, this, now)
    _require_strength(claims, provider)
    return Vouched(provider.issuer, str(claims["sub"]), _proved_at(claims, longest_ago, now))


def _exchange(provider: IdentityProvider, known: Known, code: str, back: str, this: Round) -> dict[str, Any]:
    body = prepare_token_request("authorization_code", "", back, code=code, code_verifier=this.verifier)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    # Both are form-encoded before they are joined (RFC 6749 2.3.1): a secret may hold a colon.
    client = ClientAuth(quote(provider.client_id, safe=""), quote(provider.client_secret, safe=""))
    _, headers, body = client.prepare("POST", known.token, headers, body)
    return _ask(known.token, body.encode(), headers)


def _claims_of(
    token: str, provider: IdentityProvider, answer: Mapping[str, Any], this: Round, now: datetime
) -> CodeIDToken:
    """What the ID token says, once its signature and OpenID Connect's own rules hold (Core 1.0, 3.1.3.7)."""
    try:
        signed = jwt.decode(token, _key_of(token, provider, now), algorithms=ALGORITHMS)
        claims = CodeIDToken(
            signed.claims,
            signed.header,
            {
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
                "sub": {"essential": True},
            },
            {
                "nonce": this.nonce,
                "client_id": provider.client_id,
                "max_age": "asked",
                "access_token": answer.get("access_token"),
            },
        )
        claims.validate(int(now.timestamp()), CLOCKS_APART)
    except (JoseError, ValueError, KeyError, TypeError, AttributeError):
        raise NotVouched("bad-id-token") from None
    return claims


def _key_of(token: str, provider: IdentityProvider, now: datetime) -> KeySet:
    # Its header is not believed yet: it only says which key to look for.
    key_id = jws.extract_compact(token.encode()).headers().get("kid")
    return known_of(provider, now, key_id=key_id if isinstance(key_id, str) else None).keys


def _require_strength(claims: Mapping[str, Any], provider: IdentityProvider) -> None:
    """That the person proved there who they are by more than a password (ASVS 6.8.4)."""
    if not is_strong(claims.get("acr"), claims.get("amr"), provider.acr, provider.amr):
        raise NotVouched("too-weak")


def _proved_at(claims: Mapping[str, Any], longest_ago: int, now: datetime) -> datetime:
    seconds = claims["auth_time"]
    ago = now.timestamp() - seconds
    if not -CLOCKS_APART <= ago <= longest_ago + CLOCKS_APART:
        raise NotVouched("too-long-ago")
    return datetime.fromtimestamp(min(seconds, now.timestamp()), UTC)


def _ask(url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at an address. Redirects are not followed. Raises NotVouched."""
    parts = urlsplit(url)
    host, path = parts.hostname or "", (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port, timeout=LONGEST_STEP, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=LONGEST_STEP)
    # A byte now and then would keep a socket's own time-out from ever coming.
    timer = threading.Timer(LONGEST_CALL, connection.close)
    timer.daemon = True
    timer.start()
    try:
        sent = {"Accept": "application/json", "User-Agent": "Lodestone", **(headers or {})}
        connection.request("GET" if body is None else "POST", path, body, sent)
        answer = connection.getresponse()
        raw = answer.read(LARGEST + 1)
    except (OSError, http.client.HTTPException, AttributeError):  # AttributeError: the timer closed it meanwhile
        raise NotVouched("unreachable") from None
    finally:
        timer.cancel()
        connection.close()
    if answer.status != 200 or len(raw) > LARGEST:
        raise NotVouched(f"http-{answer.status}")
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        raise NotVouched("no-json") from None
    if not isinstance(said, dict):
        raise NotVouched("no-json")
    return said
