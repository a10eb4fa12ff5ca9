"""Hashing passwords with argon2id, and comparing them."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's choice for argon2id: 19 MiB, two passes, one lane. A hash carries its parameters, so that raising them here
# leaves older ones valid until their owner signs in again.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Compared with when nobody has the sign-in name, so that this takes as long. Nobody knows a password of it.
_OF_NOBODY = _HASHER.hash(b"\x00nobody")


def hash_of(password: str) -> str:
    """Argon2id as a PHC string, with a salt of its own."""
    return _HASHER.hash(_bytes_of(password))


def is_right(password: str, stored: str | None) -> bool:
    """Whether it is the password of the stored hash. None: nobody's, which takes as long to say."""
    try:
        right = _HASHER.verify(stored or _OF_NOBODY, _bytes_of(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and stored is not None


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def _bytes_of(password: str) -> bytes:
    """Exactly what was typed, half a surrogate pair included: nothing is cut off or folded (ASVS 6.2.8)."""
    return password.encode("utf-8", "surrogatepass")
