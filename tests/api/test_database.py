"""The database handle does on both databases what its callers count on."""

from uuid import uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from server.db import db, insert_or_nothing, table_of
from server.people.models import Clinic
from server.reminders.models import JobTick
from tests.builders import HELP, World


def test_how_many_rows_were_inserted_is_counted(world: World) -> None:
    rows = [
        {"id": uuid4(), "name": "Clinic", "zone": "UTC", "is_demo": False, "help": HELP, "settings_version": 1}
        for _ in range(3)
    ]
    # What is kept and alerted once depends on this number: 0 means that it was known before.
    assert world.run(insert_or_nothing, table_of(Clinic), rows[:1]) == 1
    assert world.run(insert_or_nothing, table_of(Clinic), rows) == 2
    assert world.run(insert_or_nothing, table_of(Clinic), rows) == 0


def test_an_error_of_the_database_says_nothing_of_what_was_to_be_stored(world: World) -> None:
    """Errors end in logs, and a row holds what a patient wrote."""
    row = {"id": world.clinic().id, "name": "Pat feels worse", "zone": "UTC", "help": HELP}
    with pytest.raises(IntegrityError) as problem:
        world.run(lambda: db.session.execute(insert(Clinic), row))
    assert "Pat feels worse" not in str(problem.value)


def test_nor_does_it_show_the_row_that_was_refused(world: World) -> None:
    """PostgreSQL would add all of it, "Failing row contains (...)"; under row-level security it leaves that out."""
    row = {"job": "Pat feels worse", "finished_at": None, "result": 1}
    with pytest.raises(IntegrityError) as problem:
        world.run(lambda: db.session.execute(insert(JobTick), row))
    assert "finished_at" in str(problem.value)
    assert "Pat feels worse" not in f"{problem.value} {problem.value.orig} {problem.value.orig.args}"
