"""The test's own hand: arranging and looking past the guards that hold for the application."""

from sqlalchemy import text

from server.db import db
from tests.postgres import OWNER


def act_as_owner() -> None:
    """Go on within the transaction at hand as the owner of the database: only triggers hold any more."""
    db.session().info["scope"].is_owner = True
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"SET LOCAL ROLE {OWNER}"))
