"""Sealing secrets that the database keeps and we must read again, with keys in a file of the installation.

AES-256-GCM with a random nonce; what a secret is about is authenticated with it, so that one cannot be put in another's
place. A sealed text names its key, so that a new key can be put first in the file and older texts still open.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.setting import BadSetting

NONCE = 12  # bytes, as GCM wants them
KEY_BITS = 256


def seal(text: str, about: str, file: Path) -> str:
    """The text as only this installation can read it: `<id of the key>.<base64>`."""
    key_id, key = next(iter(_keys(file).items()))
    nonce = secrets.token_bytes(NONCE)
    return f"{key_id}.{b64encode(nonce + AESGCM(key).encrypt(nonce, text.encode(), about.encode())).decode()}"


def unseal(sealed: str, about: str, file: Path) -> str | None:
    """The text; None if no key of the file sealed it, or if it was sealed about something else."""
    key_id, _, rest = sealed.partition(".")
    key = _keys(file).get(key_id)
    if key is None:
        return None
    raw = b64decode(rest)
    try:
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], about.encode()).decode()
    except InvalidTag:
        return None


@lru_cache(maxsize=8)
def _keys(file: Path) -> dict[str, bytes]:
    """The keys by id, the one to seal with first. The file is made where there is none."""
    _make(file)
    if file.stat().st_mode & 0o007:
        raise BadSetting(f"LODESTONE_SECRETS_FILE: everybody on this machine can read {file}. Run: chmod 600 {file}")
    try:
        listed = json.loads(file.read_text())["seal"]
        keys = {str(each["id"]): b64decode(each["key"], validate=True) for each in listed}
    except (ValueError, KeyError, TypeError):
        raise BadSetting(f"LODESTONE_SECRETS_FILE: {file} holds no keys.") from None
    if not keys or any(len(key) * 8 != KEY_BITS for key in keys.values()):
        raise BadSetting(f"LODESTONE_SECRETS_FILE: {file} holds no keys of {KEY_BITS} bits.")
    return keys


def _make(file: Path) -> None:
    """A file with one fresh key. It appears whole or not at all, and of several processes one makes it."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    key = {"id": secrets.token_hex(4), "key": b64encode(AESGCM.generate_key(KEY_BITS)).decode()}
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump({"seal": [key]}, out)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass  # another process was quicker: its key counts
    finally:
        draft.unlink()
