"""The key that signs the heads of the audit's chain (Ed25519, RFC 8032), and the file of heads to be copied away."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from server.audit.rules.chain import Head
from server.config import BadSetting


class Signer:
    """An installation's key."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = key.public_key().public_bytes_raw().hex()

    def sign(self, words: str) -> str:
        """The signature, 64 bytes in hex."""
        return self._key.sign(words.encode()).hex()


def signer_of(file: Path) -> Signer:
    """The key in the file, which is made where there is none, for nobody but its owner to read. Raises BadSetting."""
    if not file.exists():
        _make_key(file)
    try:
        if file.stat().st_mode & 0o077:
            raise BadSetting(f"LODESTONE_AUDIT_KEY_FILE: others on this machine can read {file}. Run: chmod 600 {file}")
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError):
        raise BadSetting(f"LODESTONE_AUDIT_KEY_FILE: {file} holds no key that can be read.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadSetting(f"LODESTONE_AUDIT_KEY_FILE: the key in {file} is no Ed25519 key.")
    return Signer(key)


def _make_key(file: Path) -> None:
    """Complete or not at all: a second process that makes one at the same moment finds, and then reads, the first's."""
    file.parent.mkdir(parents=True, exist_ok=True)
    words = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(words)
        out.flush()
        os.fsync(out.fileno())
    with suppress(FileExistsError):
        file.hardlink_to(draft)
    draft.unlink()


@dataclass(frozen=True)
class SignedHead:
    """A head with what vouches for it. key, signature: in hex."""

    head: Head
    key: str
    signature: str

    @property
    def line(self) -> str:
        """One line of JSON, as it is written to the file of heads."""
        head = self.head
        said = {
            "clinic": str(head.clinic_id),
            "on": head.on.isoformat(),
            "seq": head.seq,
            "digest": head.digest,
            "signed_at": head.signed_at.isoformat(),
            "key": self.key,
            "signature": self.signature,
        }
        return json.dumps(said)


def is_signed(signed: SignedHead, keys: Iterable[str]) -> bool:
    """Whether one of the keys, in hex, signed the head, and the head names that key."""
    if signed.key not in keys:
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signed.key))
        key.verify(bytes.fromhex(signed.signature), signed.head.words.encode())
    except (ValueError, InvalidSignature):
        return False
    return True


def append_head(file: Path, signed: SignedHead) -> None:
    """Add a line to the file of heads, and see it on the disk. A line may come twice; both are true."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as out:
        out.write(f"{signed.line}\n")
        out.flush()
        os.fsync(out.fileno())


def heads_in(file: Path) -> Iterator[SignedHead]:
    """The heads in a copy of the file. Raises BadSetting for a line that is none."""
    for number, line in enumerate(file.read_text().splitlines(), 1):
        try:
            yield _read(json.loads(line))
        except (ValueError, KeyError, TypeError):
            raise BadSetting(f"{file.name}, line {number}: this is no signed head.") from None


def _read(said: Mapping[str, Any]) -> SignedHead:
    on, at = date.fromisoformat(said["on"]), datetime.fromisoformat(said["signed_at"])
    head = Head(UUID(said["clinic"]), on, int(said["seq"]), str(said["digest"]), at)
    return SignedHead(head, str(said["key"]), str(said["signature"]))
