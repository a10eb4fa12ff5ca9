"""The installation's key for web push (ECDSA on P-256, RFC 8292), and the receipts that are made with it."""

import base64
import hashlib
import hmac
import os
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from server.config import BadSetting

RECEIPT = 16  # bytes: nobody guesses one of 128 bits, and all that it does is to say that something was seen


class PushKey:
    """The key of a file, which is made where there is none, for nobody but its owner to read; read when first needed.

    Whoever changes it ends all subscriptions: browsers hold on to the key that they subscribed with.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    @cached_property
    def private(self) -> ec.EllipticCurvePrivateKey:
        """Raises BadSetting for a file that others can read, or that holds no such key."""
        file = self._file
        if not file.exists():
            _make_key(file)
        try:
            if file.stat().st_mode & 0o077:
                raise BadSetting(f"LODESTONE_PUSH_KEY_FILE: others on this machine can read {file}: chmod 600 {file}")
            key = load_pem_private_key(file.read_bytes(), password=None)
        except (OSError, ValueError):
            raise BadSetting(f"LODESTONE_PUSH_KEY_FILE: {file} holds no key that can be read.") from None
        if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
            raise BadSetting(f"LODESTONE_PUSH_KEY_FILE: the key in {file} is none on the curve P-256.")
        return key

    @cached_property
    def public_words(self) -> str:
        """The key that browsers subscribe with, base64url."""
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    @cached_property
    def _secret(self) -> bytes:
        number = self.private.private_numbers().private_value.to_bytes(32, "big")
        return hmac.new(number, b"lodestone receipts", hashlib.sha256).digest()

    def receipt_for(self, clinic_id: UUID, reminder_id: UUID) -> str:
        """What a phone shows to say that it showed this reminder. It opens nothing, and is stored nowhere."""
        return f"{clinic_id.hex}.{reminder_id.hex}.{self._proof(clinic_id, reminder_id)}"

    def reminder_in(self, receipt: str) -> tuple[UUID, UUID] | None:
        """(clinic, reminder) of a receipt; None: it is none of ours."""
        clinic, _, rest = receipt.partition(".")
        reminder, _, proof = rest.partition(".")
        try:
            found = UUID(hex=clinic), UUID(hex=reminder)
        except ValueError:
            return None
        is_ours = hmac.compare_digest(proof.encode(), self._proof(*found).encode())
        return found if is_ours else None

    def _proof(self, clinic_id: UUID, reminder_id: UUID) -> str:
        return hmac.new(self._secret, clinic_id.bytes + reminder_id.bytes, hashlib.sha256).digest()[:RECEIPT].hex()


def _make_key(file: Path) -> None:
    """Complete or not at all: a second process that makes one at the same moment finds, and then reads, the first's."""
    file.parent.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        out.flush()
        os.fsync(out.fileno())
    with suppress(FileExistsError):
        file.hardlink_to(draft)
    draft.unlink()
