"""A rule that holds for each of many: one test, which names everything that breaks it."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Case = TypeVar("Case")


def over(
    cases: Iterable[Case], name: Callable[[Case], str] = str
) -> Callable[[Callable[[Case], None]], Callable[[], None]]:
    """Turns a test of one case into a test of all.

    A test for each would cost more time than the looking, of which there are ten thousand.
    """
    found = list(cases)

    def decorate(holds_for: Callable[[Case], None]) -> Callable[[], None]:
        def test() -> None:
            assert found, "there is nothing that this rule is about"
            broken = [f"{name(case)}: {fault}" for case in found if (fault := fault_of(case)) is not None]
            assert not broken, f"{len(broken)} of {len(found)} break the rule\n" + "\n".join(broken)

        def fault_of(case: Case) -> AssertionError | None:
            try:
                holds_for(case)
            except AssertionError as fault:
                return fault
            return None

        test.__name__, test.__doc__, test.__module__ = holds_for.__name__, holds_for.__doc__, holds_for.__module__
        return test

    return decorate
