"""The database is told to look at its own tables, on either kind."""

from sqlalchemy import text

from server import jobs
from server.db import db
from tests.builders import World


def test_statistics_can_be_looked_at_on_both_databases(world: World) -> None:
    for _ in range(3):
        world.course()
    jobs.look_at_statistics(world.app)
    if world.app.config["LODESTONE_SETTINGS"].is_sqlite:
        with world.transaction("read"):
            known = db.session.scalar(text("SELECT count(*) FROM sqlite_stat1"))
        assert known, "SQLite has looked at its indexes"
