"""A push service on this machine that speaks the real protocol, and browsers that can read what it carries.

Written from the receiver's side of RFC 8030, 8188, 8291 and 8292, so that it shares no line with the sender's.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from secrets import token_bytes, token_urlsafe
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.far_ends import GatewayEnd


def words(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def content(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@dataclass
class Browser:
    """A browser that subscribed. shown: the payloads that it could read, as JSON."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    auth: bytes = field(default_factory=lambda: token_bytes(16))
    shown: list[dict[str, Any]] = field(default_factory=list)

    @property
    def subscription(self) -> dict[str, str]:
        """As PushSubscription.toJSON() has it, flat."""
        return {"endpoint": self.endpoint, "p256dh": words(_point(self.key.public_key())), "auth": words(self.auth)}

    def read(self, body: bytes) -> bytes:
        """The payload of one record of aes128gcm. Raises ValueError or InvalidTag for what is not for this browser."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        if len(sealed) > size:
            raise ValueError("more than one record")
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        # HKDF of one block, step by step as RFC 8291, section 3.4, writes it.
        info = b"WebPush: info\0" + _point(self.key.public_key()) + sender
        ikm = _mac(_mac(self.auth, shared), info + b"\1")
        prk = _mac(salt, ikm)
        key = _mac(prk, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = _mac(prk, b"Content-Encoding: nonce\0\1")[:12]
        padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        if padded[-1:] != b"\2":
            raise ValueError("not the last record")
        return padded[:-1]


def _mac(key: bytes, said: bytes) -> bytes:
    return hmac.new(key, said, hashlib.sha256).digest()


class PushEnd(GatewayEnd):
    """A push service over TLS. It answers 201 to what it would take, and says why not to the rest.

    answer: None: by itself; else what it says to each that is well-formed. refusals: why requests were not taken.
    """

    def __init__(self, server_key: str, now: Callable[[], float]) -> None:
        super().__init__(over_tls=True)
        self.RequestHandlerClass = _PushRequest
        self.browsers: dict[str, Browser] = {}
        self.gone: set[str] = set()
        self.refusals: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.says: tuple[int, dict[str, str]] | None = None
        self.server_key = server_key
        self.now = now

    @property
    def origin(self) -> str:
        return f"https://localhost:{self.port}"

    def subscribe(self) -> Browser:
        """A new browser that subscribed with the installation's key."""
        path = f"/push/{token_urlsafe(24)}"
        self.browsers[path] = Browser(f"{self.origin}{path}")
        return self.browsers[path]

    def take(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        """What it answers to a POST."""
        if path not in self.browsers or path in self.gone:
            return 410, {}
        if why := self.fault_in(headers, body):
            self.refusals.append(why)
            return (403 if why.startswith("vapid") else 400), {}
        if self.says is not None:
            return self.says
        self.headers.append(headers)
        browser = self.browsers[path]
        browser.shown.append(json.loads(browser.read(body)))
        return 201, {"Location": f"{self.origin}/message/{token_urlsafe(8)}"}

    def fault_in(self, headers: dict[str, str], body: bytes) -> str | None:
        """What a real one would not take; None: nothing."""
        if headers.get("content-encoding") != "aes128gcm" or len(body) > 4096:
            return "encoding"
        if not headers.get("ttl", "").isdigit():
            return "ttl"
        if headers.get("urgency", "normal") not in {"very-low", "low", "normal", "high"}:
            return "urgency"
        topic = headers.get("topic", "")
        if len(topic) > 32 or not topic.replace("-", "").replace("_", "").isalnum():
            return "topic"
        return self._fault_in_vapid(headers.get("authorization", ""))

    def _fault_in_vapid(self, header: str) -> str | None:
        scheme, _, rest = header.partition(" ")
        parts = dict(each.strip().split("=", 1) for each in rest.split(",") if "=" in each)
        if scheme.lower() != "vapid" or parts.get("k") != self.server_key:
            return "vapid: another key than the one that was subscribed with"
        head, claims, signature = parts["t"].split(".")
        raw = content(signature)
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), content(parts["k"]))
        der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        said = json.loads(content(claims))
        if json.loads(content(head))["alg"] != "ES256" or said["aud"] != self.origin:
            return "vapid: for somebody else"
        if not self.now() < said["exp"] <= self.now() + 24 * 3600:
            return "vapid: its time"
        if not said["sub"].startswith(("mailto:", "https://")):
            return "vapid: nobody to turn to"
        return None


class _PushRequest(BaseHTTPRequestHandler):
    server: PushEnd

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status, headers = self.server.take(
            self.path, {name.lower(): value for name, value in self.headers.items()}, body
        )
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
