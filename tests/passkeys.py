"""An authenticator in software, which does what a good one does, or what a test wants it to do wrong."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from server.people.rules.passkey import decoded, encoded

ORIGIN = "http://localhost"  # of tests.conftest.settings_for
PRESENT, VERIFIED, MAY_BE_SYNCED, BACKED_UP, HAS_KEY = 0x01, 0x04, 0x08, 0x10, 0x40


@dataclass
class Authenticator:
    """One passkey and the device that holds it. count None: it does not count, as synced ones do not."""

    origin: str = ORIGIN
    rp_id: str = "localhost"
    verifies: bool = True
    count: int | None = None
    synced: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: bytes = b""

    def create(self, options: dict[str, Any], **client: Any) -> dict[str, Any]:
        """What navigator.credentials.create() answers. client: what else, or otherwise, the client data say."""
        self.handle = decoded(options["user"]["id"]) or b""
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        named = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        attested = {"fmt": "none", "attStmt": {}, "authData": self._data(HAS_KEY) + named}
        return {
            "id": encoded(self.id),
            "response": {
                "clientDataJSON": encoded(self._client_data("webauthn.create", options, client)),
                "attestationObject": encoded(cbor2.dumps(attested)),
            },
        }

    def get(self, options: dict[str, Any], **client: Any) -> dict[str, Any]:
        """What navigator.credentials.get() answers."""
        data, said = self._data(0), self._client_data("webauthn.get", options, client)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return {
            "id": encoded(self.id),
            "response": {
                "clientDataJSON": encoded(said),
                "authenticatorData": encoded(data),
                "signature": encoded(signature),
                "userHandle": encoded(self.handle) or None,
            },
        }

    def _data(self, more: int) -> bytes:
        if self.count is not None:
            self.count += 1
        flags = PRESENT | (VERIFIED if self.verifies else 0) | (MAY_BE_SYNCED | BACKED_UP if self.synced else 0) | more
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + (self.count or 0).to_bytes(4, "big")

    def _client_data(self, kind: str, options: dict[str, Any], client: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said | client).encode()
