"""Each guard in our source is turned off in turn, and the tests must miss it.

See tests/mutants/finding.py for what is a guard. In the database's own catalogue: test_guards_of_the_database.py.
"""

from pathlib import Path

from tests.mutants.running import all_guards, find_witnesses, known_witnesses, unnoticeable


def test_every_guard_in_the_source_is_missed(tmp_path: Path) -> None:
    there, excused = all_guards(), unnoticeable()
    assert len(there) > 800  # or they are no longer found
    assert excused <= set(there), "tests/mutants/unnoticeable.txt names guards that are gone"
    asked = [key for key in there if key not in excused]
    missed = find_witnesses(asked, known_witnesses(), tmp_path)
    print(f"\nguards in the source: {len(missed)} of {len(asked)} are missed, {len(excused)} nobody can notice")
    survivors = [f"{there[key]}: {key}" for key in asked if key not in missed]
    assert not survivors, "\n".join(["no test misses:", *survivors])
