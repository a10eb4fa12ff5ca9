"""Runs tests with one guard off at a time: `pytest -p tests.mutants.plugin --guards FILE --missed FOLDER`.

Each test first runs with all guards on, where it must pass, and we see which guards make a difference in it. Then it
runs with those off that no test has missed yet, all at once; where it fails, with half of them, down to a single one:
if it fails now, it misses the guard. Each run with a guard off is in a copy of this process that ends with it; in one
more copy, in which all are on, the test must pass again, so that the guard is all in which the runs differ.
"""

import json
from collections.abc import Callable, Collection, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants import loading, switches
from tests.mutants.copies import in_a_copy

loading.install()


class Observer:
    """Turns a guard off while the body of a test runs: what is set up for it is set up with all of them on.

    felt: the guards that made a difference in that body.
    """

    def __init__(self) -> None:
        self.off: Callable[[], None] = lambda: None
        self.felt: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        switches.felt.clear()
        self.off()
        try:
            return (yield)
        finally:
            self.felt = set(switches.felt)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--guards", metavar="FILE", help="JSON: from each guard to judge to the one test to ask, or null")
    parser.addoption("--missed", metavar="FOLDER", help="where to write which test misses which guard")
    parser.addoption("--share", default="0/1", help="n/m: every m-th test, from the n-th on")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Only what runs on SQLite: row-level security would stand in for a guard that is off, and all take longer."""
    share, of = map(int, config.getoption("--share").split("/"))
    asked = set(json.loads(Path(config.getoption("--guards")).read_text()).values())
    found = [each for each in items if not _is_on_postgresql(each) and (None in asked or each.nodeid in asked)]
    items[:] = found[share::of]


def _is_on_postgresql(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return "postgresql" in item.name or any(each.startswith("postgresql_") for each in fixtures)


def pytest_runtestloop(session: pytest.Session) -> bool:
    judge = Judge(session.config)
    for each in session.items:
        judge.ask(each)
    session._setupstate.teardown_exact(None)
    return True


class Judge:
    """Finds out which guards a test misses. Other processes that write to the same folder do so for other tests."""

    def __init__(self, config: pytest.Config) -> None:
        # Imports our source.
        from tests.mutants.contracts import guards_of_contracts  # noqa: PLC0415

        self.asked: dict[str, str | None] = json.loads(Path(config.getoption("--guards")).read_text())
        self.folder = Path(config.getoption("--missed"))
        self.observer = Observer()
        self.of_contracts = {each.name: each for each in guards_of_contracts()}
        config.pluginmanager.register(self.observer)

    def ask(self, item: pytest.Item) -> None:
        """Note which guards the test misses. Raises AssertionError where it fails with all of them on."""
        if not any(self._is_open(key, item) for key in self.asked):
            return
        failure, felt = self._run(item)
        assert not failure, f"{item.nodeid} fails with all guards on:\n{failure}"
        guards = [key for key in self.asked if self._makes_a_difference(key, item, felt) and self._is_open(key, item)]
        # Where it is the one test to ask, it is likely to miss each of them.
        groups = [[key] for key in guards if self.asked[key]] or [guards]
        missed = [key for group in groups for key in self._missed(item, group)]
        # Of thousands of runs one may fail by chance, as where the machine is busy: what is new must be missed twice.
        missed = [key for key in missed if self.asked[key] or self._failure_in_a_copy(item, [key])]
        # It may be a test that passes but once, or what came through lies in a file that tests share.
        failure = self._failure_in_a_copy(item) if missed else ""
        assert not failure, f"{item.nodeid} fails with all guards on, after some were off:\n{failure}"
        for key in missed:
            self._file(key).write_text(json.dumps([key, item.nodeid]))

    def _missed(self, item: pytest.Item, guards: list[str]) -> list[str]:
        """Those of the guards that the test misses, each of them alone."""
        if not guards or not self._failure_in_a_copy(item, guards):
            return []
        half = len(guards) // 2
        return guards if not half else self._missed(item, guards[:half]) + self._missed(item, guards[half:])

    def _is_open(self, key: str, item: pytest.Item) -> bool:
        """Whether nobody has missed the guard yet, and this test is one to ask."""
        return self.asked[key] in (None, item.nodeid) and not self._file(key).exists()

    def _file(self, key: str) -> Path:
        return self.folder / sha256(key.encode()).hexdigest()

    def _makes_a_difference(self, key: str, item: pytest.Item, felt: set[str]) -> bool:
        return self.of_contracts[key].is_felt(item.nodeid, felt) if key in self.of_contracts else key in felt

    def _turn_off(self, guards: Collection[str]) -> None:
        for key in guards:
            if key in self.of_contracts:
                self.of_contracts[key].off()
        switches.turn_off(guards)

    def _failure_in_a_copy(self, item: pytest.Item, off: Collection[str] = ()) -> str:
        return str(in_a_copy(lambda: self._run(item, off)[0], otherwise="it ended the process"))

    def _run(self, item: Any, off: Collection[str] = ()) -> tuple[str, set[str]]:
        """How the test fails (empty: it passes), and the guards that made a difference."""
        # What another module had set up is taken down; what this one has set up stays.
        item.session._setupstate.teardown_exact(item)
        item._initrequest()  # as when it was collected; it may run many times
        self.observer.off = lambda: self._turn_off(off)
        reports = runtestprotocol(item, log=False, nextitem=item.parent)
        failure = "\n".join(each.longreprtext or each.nodeid for each in reports if each.failed)
        return failure, self.observer.felt
