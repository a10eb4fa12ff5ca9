"""The database handle does on both databases what its callers count on."""

from uuid import uuid4

from server.db import insert_or_nothing, table_of
from server.people.models import Clinic
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
