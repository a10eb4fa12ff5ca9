"""Whether short codes and digits that people type are the right ones."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

# argon2id with a salt, since a code of 20 to 25 bits would be found from a plain hash in a moment (ASVS 6.5.2). OWASP's
# smallest parameters: codes live for minutes, and five failures end them.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_OF_NOTHING = _HASHER.hash("no code at all")


def hash_of_code(code: str) -> str:
    """What is stored of a code."""
    return _HASHER.hash(code)


def is_code(stored: str | None, code: str) -> bool:
    """Whether it is the code that was stored. stored None: there is none, which takes as long to find out."""
    try:
        return _HASHER.verify(stored or _OF_NOTHING, code) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False
