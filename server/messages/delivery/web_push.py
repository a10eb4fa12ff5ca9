"""Web push: a notification, encrypted for one browser (RFC 8291), signed for its push service (RFC 8292).

By `cryptography` and `joserfc`, which are here anyway: pywebpush brings aiohttp and eight more, asks the host's name by
itself and follows redirects, which does not go with where a phone's endpoint may lead.
"""

import base64
import json
import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from server.config import Push
from server.messages.delivery.connecting import NotDelivered, Target, status_of

DECLARATIVE = 8030  # the number by which a browser knows that it can show the payload by itself
TTL = 4 * 3600  # seconds for which the push service keeps it: later the day is over
TOPIC = "check-in"  # a newer one takes the place of one that is not shown yet
SIGNED_FOR = 12 * 3600  # seconds; RFC 8292 allows a day at most
RECORD = 4096  # bytes; what we send is one record
LONGEST_PAYLOAD = 2048  # bytes, far below the 4096 that every push service takes


@dataclass(frozen=True)
class Phone:
    """Where a browser takes notifications. p256dh: its public key, auth: its secret, base64url as it gave them."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True)
class Notification:
    """What is shown. navigate: the address that a tap opens. tag: one of the same tag takes the other's place."""

    title: str
    body: str
    language: str
    navigate: str
    tag: str
    receipt: str | None  # see reminders; for the worker to say that it was shown

    @property
    def payload(self) -> bytes:
        """In the form that browsers show by themselves (declarative web push), which our worker reads, too."""
        said: dict[str, Any] = {
            "title": self.title,
            "body": self.body,
            "lang": self.language,
            "dir": "ltr",
            "navigate": self.navigate,
            "tag": self.tag,
            "data": {"receipt": self.receipt},
        }
        return json.dumps({"web_push": DECLARATIVE, "notification": said}, ensure_ascii=False).encode()


def push(phone: Phone, notification: Notification, ways: Push, key: ec.EllipticCurvePrivateKey, now: datetime) -> None:
    """Hand the notification to the phone's push service. Raises NotDelivered; "gone": the subscription has ended.

    key: the installation's own (VAPID). A phone's endpoint is its word alone: only the operator's push services count.
    """
    parts = urlsplit(phone.endpoint)
    target = Target(parts.hostname or "", parts.port or 443, parts.path or "/", is_plain=False)
    body = encrypt(notification.payload, phone, ec.generate_private_key(ec.SECP256R1()), os.urandom(16))
    headers = {
        "Authorization": vapid(phone.endpoint, ways.contact, key, now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(TTL),
        "Urgency": "normal",
        "Topic": TOPIC,
        "User-Agent": "Lodestone",
    }
    status, wait = status_of(target, ways.networks, body, headers, now)
    if status in (404, 410):
        raise NotDelivered("gone", for_good=True)
    if not 200 <= status < 300:
        again = status in (408, 425, 429) or status >= 500
        raise NotDelivered(f"push-{status}", for_good=not again, wait=wait)


def vapid(endpoint: str, contact: str, key: ec.EllipticCurvePrivateKey, now: datetime) -> str:
    """The header Authorization by which the push service knows who sends (RFC 8292)."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"https://{parts.netloc}", "exp": int(now.timestamp()) + SIGNED_FOR, "sub": contact}
    token = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, ECKey.import_key(key))
    return f"vapid t={token}, k={public_words(key.public_key())}"


def encrypt(payload: bytes, phone: Phone, ours: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """The payload for the phone's eyes alone, with the header of aes128gcm (RFC 8188, RFC 8291).

    ours: a key for this message only; salt: 16 random bytes. Raises NotDelivered where the phone's key is none.
    """
    if len(payload) > LONGEST_PAYLOAD:
        raise ValueError("a notification this long")
    theirs = decode(phone.p256dh)
    try:
        shared = ours.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
    except (ValueError, UnsupportedAlgorithm):
        raise NotDelivered("bad-key", for_good=True) from None
    sender = point(ours.public_key())
    secret = _hkdf(decode(phone.auth), shared, b"WebPush: info\x00" + theirs + sender, 32)
    key = _hkdf(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _hkdf(salt, secret, b"Content-Encoding: nonce\x00", 12)
    head = salt + RECORD.to_bytes(4, "big") + len(sender).to_bytes(1, "big") + sender
    return head + AESGCM(key).encrypt(nonce, payload + b"\x02", None)  # 2: the last record


def _hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    """The 65 bytes of a public key, uncompressed."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def public_words(key: ec.EllipticCurvePublicKey) -> str:
    """A public key as browsers and push services write it."""
    return encode(point(key))


def encode(content: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(words: str) -> bytes:
    """What base64url stands for, padded or not."""
    return base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))
