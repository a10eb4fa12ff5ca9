"""Whether a phone signed a request with the key that its session is bound to.

ECDSA over P-256 with SHA-256, as browsers' WebCrypto makes it. The key was made there so that no script can take it
out; the session's cookie alone, copied from the phone, sends nothing.
"""

from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from server.errors import Invalid

_HALF = 32  # bytes of r, of s, and of each coordinate


def public_key(jwk: Mapping[str, Any]) -> dict[str, str]:
    """What is kept of a public key (JWK, RFC 7518): the curve's point and nothing else. Raises Invalid."""
    x, y = _bytes(jwk.get("x")), _bytes(jwk.get("y"))
    if (jwk.get("kty"), jwk.get("crv")) != ("EC", "P-256") or x is None or y is None:
        raise Invalid("This is no public key of the kind P-256.", field="key")
    try:
        _numbers(x, y).public_key()  # raises for a point that is not on the curve
    except ValueError:
        raise Invalid("This is no public key of the kind P-256.", field="key") from None
    return {"kty": "EC", "crv": "P-256", "x": jwk["x"], "y": jwk["y"]}


def is_signed(key: Mapping[str, Any], text: str, signature: str) -> bool:
    """Whether the key of `public_key` made the signature of the text. signature: r and s, base64url."""
    x, y, pair = _bytes(key["x"]), _bytes(key["y"]), _bytes(signature, 2 * _HALF)
    if x is None or y is None or pair is None:
        return False
    r, s = int.from_bytes(pair[:_HALF], "big"), int.from_bytes(pair[_HALF:], "big")
    try:
        _numbers(x, y).public_key().verify(encode_dss_signature(r, s), text.encode(), ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _numbers(x: bytes, y: bytes) -> EllipticCurvePublicNumbers:
    return EllipticCurvePublicNumbers(int.from_bytes(x, "big"), int.from_bytes(y, "big"), SECP256R1())


def _bytes(text: Any, length: int = _HALF) -> bytes | None:
    """From base64url without padding; None if it is not just so many bytes."""
    if not isinstance(text, str) or len(text) > 2 * length:
        return None
    try:
        found = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
    return found if len(found) == length else None
