"""Two furnished clinics for all tests of a module: furnishing takes a second, and the tests are thousands."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from server import create_app
from server.db import db
from tests.api.examples import House, furnish
from tests.builders import World
from tests.conftest import Clock, settings_for


@dataclass(frozen=True)
class Furnished:
    """An application with two clinics. Whoever asks it something takes it back: see matrix.cast.nothing_is_kept."""

    app: Flask
    here: House
    elsewhere: House
    clinics: list[UUID]


@contextmanager
def furnished_on(url: str, folder: Path) -> Iterator[Furnished]:
    """url: of a database with our tables and no rows. The clinics are furnished when tests stand still."""
    app = create_app(settings_for(url, folder))
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        patch.setattr("server.clock.now", lambda: clock.now)
        world = World(app, clock)
        clinics = [world.clinic("Here"), world.clinic("Elsewhere")]
        here, elsewhere = (furnish(world, each) for each in clinics)
    yield Furnished(app, here, elsewhere, [each.id for each in clinics])
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
