"""How long somebody waits after failed attempts to prove who they are. Pure.

What is counted are the account together with the address that asks, and each of them alone. The two together slow down
quickly. An account alone does so only after a hundred failures, and then for a minute at most: otherwise whoever
knows a name could keep its owner out (ASVS 6.1.1, 6.3.1; NIST 800-63B-4 3.2.2 allows a hundred). Where somebody
signed in lately, at the same address, only the two together count, so an attack from elsewhere does not reach them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network

KNOWN_FOR = timedelta(days=30)  # a pair that proved right is known for so long


@dataclass(frozen=True)
class Pace:
    """`free` failures cost nothing; the next one costs `first`, each further one twice the last, at most `most`.

    forget: a series ends when nothing failed for so long.
    """

    free: int
    first: timedelta
    most: timedelta
    forget: timedelta


TOGETHER = Pace(5, timedelta(seconds=30), timedelta(minutes=15), timedelta(days=1))
# A whole clinic may stand behind one address.
ADDRESS = Pace(50, timedelta(seconds=10), timedelta(minutes=5), timedelta(hours=1))
ALONE = Pace(100, timedelta(seconds=10), timedelta(minutes=1), timedelta(days=1))


@dataclass(frozen=True)
class Level:
    """One thing that is counted. key: SHA-256 in hex, so that the table tells neither addresses nor accounts."""

    key: str
    pace: Pace


def levels_of(kind: str, subjects: Sequence[str]) -> list[Level]:
    """What counts for an attempt: all subjects together first, if there are several, then each alone.

    kind: of proof, such as "password"; each is counted apart. subjects: such as "account:<id>" or "address:<address>".
    """
    plain = sorted(map(_plain, subjects))
    if not plain:
        raise ValueError("an attempt by nobody")
    together = [Level(_key(kind, *plain), TOGETHER)] if len(plain) > 1 else []
    return together + [Level(_key(kind, each), ADDRESS if each.startswith("address:") else ALONE) for each in plain]


def wait_after(failures: int, pace: Pace) -> timedelta:
    """How long to wait after so many failures in a row; zero while they are free."""
    beyond = failures - pace.free
    if beyond <= 0:
        return timedelta(0)
    # Doubling thirty times is beyond any bound, and a number of that size no computer chokes on.
    return min(pace.first * (1 << min(beyond - 1, 30)), pace.most)


def _key(kind: str, *subjects: str) -> str:
    return hashlib.sha256("\n".join([kind, *subjects]).encode()).hexdigest()


def _plain(subject: str) -> str:
    """An IPv6 address as its network of 64 bits, all of which one attacker has."""
    name, _, value = subject.partition(":")
    if name != "address":
        return subject
    try:
        found = ip_address(value)
    except ValueError:
        return subject
    return subject if found.version == 4 else f"address:{ip_network((found, 64), strict=False)}"
