"""What turns guards off is tried itself: on guards that a test misses, that no test misses, and that none feels."""

import ast
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.mutants import switches
from tests.mutants.finding import guards_in_source, with_switches
from tests.mutants.running import find_witnesses

SOURCE = """
from server.errors import NotFound, Invalid

def find_door(name):
    if name not in ("front", "back"):
        raise NotFound("no such door")
    return name

def open_door(actor, door):
    find_door(door)
    if not actor.may("open") or door == "back":
        raise NotFound("not for you")
    if actor.clinic_id == "ours":
        return door
    if door == "small":
        raise Invalid("a rule of medicine, which is no guard")
    return None
"""


class Somebody:
    def __init__(self, clinic_id: str, *, may: bool) -> None:
        self.clinic_id, self.says = clinic_id, may

    def may(self, _permission: str) -> bool:
        return self.says


OURS, STRANGER, FORBIDDEN = (
    Somebody("ours", may=True), Somebody("theirs", may=True), Somebody("ours", may=False),
)  # fmt: skip
# What is asked, what it answers with all guards on, and of which guards it feels the absence.
ASKED = [
    (OURS, "front", "front", ""),
    (OURS, "back", None, "refusal door == 'back'"),
    (STRANGER, "front", None, "scope actor.clinic_id == 'ours'"),
    (FORBIDDEN, "front", None, "permission actor.may('open')"),
    (OURS, "side", None, "check find_door(door)"),
]


@pytest.mark.parametrize(("actor", "door", "answer", "missed"), ASKED, ids=[each[3] or "let in" for each in ASKED])
def test_each_kind_of_guard_is_off_when_it_is_turned_off(
    actor: Somebody, door: str, answer: str | None, missed: str
) -> None:
    names = _names()
    assert _asked(actor, door) == answer
    off = [each for each in names if missed and each.startswith(missed.split()[0]) and missed.split(" ", 1)[1] in each]
    for key in off:
        switches.turn_off([key])
        try:
            assert _asked(actor, door) == door, key
        finally:
            switches.turn_off()
    assert bool(off) == bool(missed)
    assert _asked(actor, door) == answer


def _names() -> list[str]:
    tree = with_switches(ast.parse(SOURCE), "people/door.py")
    return sorted(
        {
            each.value
            for each in ast.walk(tree)
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and " people/door.py " in each.value
        }
    )


def _asked(actor: Somebody, door: str) -> str | None:
    """None: nothing was answered, or refused."""
    space: dict[str, object] = {"__name__": "door"}
    exec(compile(with_switches(ast.parse(SOURCE), "people/door.py"), "door.py", "exec"), space)  # noqa: S102
    try:
        return space["open_door"](actor, door)  # type: ignore[operator, no-any-return]
    except Exception:
        return None


def test_a_rule_that_turns_nobody_away_is_no_guard() -> None:
    assert len(_names()) == 6
    assert not [each for each in _names() if "small" in each]


WATCHFUL = """
from datetime import datetime, UTC, timedelta
from server.access import Role
from server.people.rules.session import is_fresh
NOW = datetime(2026, 11, 23, tzinfo=UTC)

def test_never_proved():
    assert not is_fresh(Role.CLINICIAN, None, {}, NOW)

def test_long_ago():
    is_fresh(Role.CLINICIAN, NOW - timedelta(days=1), {}, NOW)
"""
# Fails by itself the second time: what it says of a guard is worth nothing.
SPOILT = (
    WATCHFUL
    + """
from pathlib import Path
def test_runs_but_once():
    ran = Path(__file__).with_name("ran")
    is_fresh(Role.PATIENT, NOW - timedelta(days=1), {}, NOW)
    assert not ran.exists()
    ran.touch()
"""
)
NEVER, LATE, RECORD = (
    "refusal people/rules/session.py is_fresh: verified_at is None",
    "decision people/rules/session.py is_fresh: now - verified_at < "
    "timedelta(minutes=value_of(chosen, 'sign_in.staff_fresh_minutes'))",
    "decision people/rules/session.py is_fresh: now - verified_at < "
    "timedelta(hours=value_of(chosen, 'sign_in.record_hours'))",
)


def test_a_guard_that_no_test_misses_survives_whatever_is_hinted(tmp_path: Path) -> None:
    there = guards_in_source()
    assert there[LATE].startswith("server/people/rules/session.py:")
    # One test asserts; one only passes by LATE; and to RECORD no test comes.
    found = _witnesses(tmp_path, WATCHFUL)
    assert [(key, test.rpartition("::")[2]) for key, test in found.items()] == [(NEVER, "test_never_proved")]
    wrong = found[NEVER].replace("never_proved", "long_ago")
    assert _witnesses(tmp_path, WATCHFUL, {NEVER: wrong, LATE: wrong, RECORD: "test_gone"}) == found


def test_a_test_that_fails_by_itself_is_no_witness(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="test_runs_but_once fails with all guards on"):
        _witnesses(tmp_path, SPOILT)


def _witnesses(folder: Path, tests: str, hints: Mapping[str, str] | None = None) -> dict[str, str]:
    """From the guards that these tests miss to those tests."""
    file = folder / "test_freshness.py"
    file.write_text(tests)
    with TemporaryDirectory(dir=folder) as empty:
        return find_witnesses([NEVER, LATE, RECORD], hints or {}, Path(empty), [str(file)])
