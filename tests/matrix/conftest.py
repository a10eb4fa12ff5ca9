"""One furnished world for all tests of this folder, on each database: no request in it is kept."""

from collections.abc import Callable, Iterator

import pytest

from server import create_app
from server.db import db
from tests.builders import World
from tests.conftest import Clock, settings_for
from tests.databases import POSTGRESQL_LATER
from tests.matrix.cast import Stage, nothing_is_kept
from tests.matrix.furnishing import set_the_stage


@pytest.fixture(scope="session", params=POSTGRESQL_LATER)
def set_stage(
    request: pytest.FixtureRequest, new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Both clinics, furnished at the time at which tests stand still."""
    app = create_app(settings_for(new_database(request.param), tmp_path_factory.mktemp("matrix")))
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        clock.move(minutes=-10)
        patch.setattr("server.clock.now", lambda: clock.now)
        stage = set_the_stage(app, World(app, clock))
    yield stage
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def stage(set_stage: Stage) -> Iterator[Stage]:
    """The furnished world, in which what a request does is taken back."""
    with nothing_is_kept():
        yield set_stage


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much was asked, and how much of it was answered otherwise than the table says."""
    reports = [each for key in ("passed", "failed") for each in terminalreporter.stats.get(key, [])]
    asked = [dict(each.user_properties) for each in reports if "cells" in dict(each.user_properties)]
    undeclared = sum("is not in tests/matrix/table.txt" in each.longreprtext for each in reports)
    if asked or undeclared:
        cells, wrong = (sum(each[key] for each in asked) for key in ("cells", "wrong"))
        routes = len({each["route"] for each in asked})
        terminalreporter.write_line(
            f"access matrix: {routes} routes x {asked[0]['principals'] if asked else 0} principals x 5 relations, "
            f"{cells} cells on the databases asked, {undeclared} routes undeclared, {wrong} cells wrong"
        )
