"""The guards that stand in the contracts of routes and in the list of what needs a fresh proof."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from server import caller
from server.access import Permission
from server.http import Contract
from server.openapi import contracts_of
from tests.matrix.test_matrix import APP

# Whose permission a route asks, the table says, which is written by hand.
MATRIX = "tests/matrix/test_matrix.py::test_everybody_is_answered_as_the_table_says[sqlite-%s]"
# Felt where a permission was asked for that needs a fresh proof, and there was none.
NOT_FRESH = "refusal caller.py actor_of_request: permission in NEEDS_FRESH"


class GuardOfContract(NamedTuple):
    """off: turns it off for good. is_felt: whether it makes a difference in a test, by the test's name and by which
    guards of the source do."""

    name: str
    off: Callable[[], None]
    is_felt: Callable[[str, set[str]], bool]


def guards_of_contracts() -> Iterator[GuardOfContract]:
    """The permission of every route, and each permission for which a session alone is not enough."""
    for _, contract in contracts_of(APP):
        if contract.allow is not Permission.PUBLIC:
            yield _allow(contract)
    for permission in sorted(caller.NEEDS_FRESH):
        yield _fresh(permission)


def _allow(contract: Contract) -> GuardOfContract:
    """Off, whoever is signed in may use the route; where that is all it asks, not even that."""
    wider = Permission.PUBLIC if contract.allow is Permission.SIGNED_IN else Permission.SIGNED_IN
    route = f"{contract.method} {contract.path}"

    def off() -> None:
        object.__setattr__(contract, "allow", wider)

    return GuardOfContract(f"allow {route}", off, lambda test, _: test == MATRIX % route)


def _fresh(permission: Permission) -> GuardOfContract:
    def off() -> None:
        caller.NEEDS_FRESH = caller.NEEDS_FRESH - {permission}  # type: ignore[misc]

    def is_felt(_: str, felt: set[str]) -> bool:
        return any(each.startswith(NOT_FRESH) for each in felt)

    return GuardOfContract(f"fresh {permission.name}", off, is_felt)


if __name__ == "__main__":
    print(*(each.name for each in guards_of_contracts()), sep="\n")
