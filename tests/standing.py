"""One application for all tests of a process on a database, since making one takes longer than most tests do."""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Flask
from sqlalchemy import event

from server import create_app, take_up
from server.config import Settings
from server.db import db


@dataclass
class Standing:
    """Applications by what they are made of. What a test changes of one, the next does not see."""

    made: dict[tuple[object, ...], tuple[Flask, list[dict[str, Any]]]] = field(default_factory=dict)

    def app(self, settings: Settings, further: tuple[Blueprint, ...] = ()) -> Flask:
        """The application with these settings. further: routes beside its own."""
        parts = (settings.database, settings.address, *further)
        if parts not in self.made:
            app = create_app(settings)
            for each in further:
                app.register_blueprint(each)
            if settings.is_sqlite:
                with app.app_context():
                    event.listen(db.engine, "connect", _leave_it_to_the_system)
            self.made[parts] = app, [dict(each) for each in what_a_test_may_change(app)]
        app, made = self.made[parts]
        for each, as_made in zip(what_a_test_may_change(app), made, strict=True):
            each.clear()
            each.update(as_made)
        take_up(app, settings)
        return app


def what_a_test_may_change(app: Flask) -> tuple[dict[str, Any], ...]:
    return app.config, app.extensions, app.view_functions


def _leave_it_to_the_system(connection: Any, _record: object) -> None:
    # What is committed need not survive a power cut: the machine's disk would set the pace of the tests.
    connection.execute("PRAGMA synchronous = OFF")


def let_go(app: Flask) -> None:
    """Close what the application holds open of its database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
