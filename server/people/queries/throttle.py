"""Reading series of failed attempts."""

from collections.abc import Iterable

from sqlalchemy import select

from server.db import db
from server.people.models.throttle import Throttle


def throttles_of(keys: Iterable[str], *, locked: bool) -> dict[str, Throttle]:
    """The series by key. locked: where the database can, others who ask for the same wait until we end."""
    # In one order, so that no two attempts wait for each other crosswise.
    found = select(Throttle).where(Throttle.key.in_(sorted(keys))).order_by(Throttle.key)
    if locked:
        found = found.with_for_update()
    return {each.key: each for each in db.session.scalars(found, execution_options={"populate_existing": True})}
