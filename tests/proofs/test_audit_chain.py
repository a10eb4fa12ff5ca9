"""10,000 entries in a chain, and 500 manipulations of it by somebody with all rights on the database.

PostgreSQL gets ten of each way: only how rows are read differs there, and each takes longer.
"""

from collections import Counter
from random import Random

from server.access import Role
from server.db import db
from tests.builders import World
from tests.tampering import WAYS, behind_its_back, checked, sealed_trail

ENTRIES, DAYS = 10_000, 10
MANIPULATIONS = {"sqlite": 500, "postgresql": 10 * len(WAYS)}
SEED = 20261122


def test_each_manipulation_of_10_000_entries_is_found_at_the_right_place(world: World) -> None:
    trail = sealed_trail(world, world.staff(Role.CLINICIAN), ENTRIES, DAYS)
    assert trail.length >= ENTRIES
    assert len(trail.heads) == DAYS
    rng, found, false_alarms = Random(SEED), Counter[str](), 0
    with world.app.app_context():
        manipulations = MANIPULATIONS[db.engine.dialect.name]
    for number in range(manipulations):
        way = WAYS[number % len(WAYS)]
        with behind_its_back(world, trail):
            seq, wrong = way(trail, rng)
            fault = checked(trail).fault
            assert fault is not None, f"{way.__name__} at {seq} went unseen"
            assert (fault.seq, fault.wrong) == (seq, wrong), way.__name__
            assert fault.since <= seq
            found[way.__name__] += 1
        if number % 10 == 0:
            # What was just taken back is sound again: a check that always cries would pass the lines above.
            with behind_its_back(world, trail):
                false_alarms += checked(trail).fault is not None
    print(f"\n{sum(found.values())} of {manipulations} found at the right place, {false_alarms} false alarms")
    for way_name, number in sorted(found.items()):
        print(f"  {number:3} {way_name.replace('_', ' ')}")
    assert (sum(found.values()), false_alarms) == (manipulations, 0)
