"""What is others' neither shows in an answer nor is changed by a deed: not their ids, not their numbers."""

from collections.abc import Mapping
from typing import Any

import pytest

from server.db import Record, db
from tests.matrix.cast import PATIENTS, Stage, nothing_is_kept
from tests.matrix.table import lets_one_in, who_may
from tests.matrix.test_matrix import DECLARED, ROUTES

READING = [path for method, path in ROUTES if method == "GET" and DECLARED.get(("GET", path))]
WRITING = [
    path for method, path in ROUTES if method == "POST" and (said := DECLARED.get(("POST", path))) and lets_one_in(said)
]
# A study offers all patients of the clinic whom it does not have yet.
OF_ALL_THE_CLINIC = frozenset({"/api/studies/<uuid:study_id>"})


def test_another_clinic_changes_no_answer_here(stage: Stage) -> None:
    """Byte for byte: no list is longer, no figure other, no name more since the other clinic has people."""
    assert _changed(stage, stage.among_ours) == []


def test_another_patient_changes_no_answer_about_this_one(stage: Stage) -> None:
    about_one = {
        (name, path): answer
        for (name, path), answer in stage.alone.items()
        if name in PATIENTS or ("<uuid:" in path and path not in OF_ALL_THE_CLINIC)
    }
    assert _changed(stage, about_one) == []


def _changed(stage: Stage, before: Mapping[tuple[str, str], bytes]) -> list[str]:
    return [
        f"{name}: GET {path}"
        for (name, path), answer in before.items()
        if path != "/health" and stage.ask(stage.principal(name), "GET", path, "own").data != answer
    ]


# Row-level security would hide from PostgreSQL's own eyes what a deed does elsewhere; without it there is no such net.
@pytest.mark.parametrize("set_stage", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", WRITING)
def test_a_deed_leaves_what_is_others_alone(set_stage: Stage, path: str) -> None:
    """Every row that names something of anybody else is there afterwards as it was before."""
    sender = set_stage.principal(who_may(DECLARED["POST", path]))
    mine = sender.sees["own"]
    marks = {_as_stored(mark) for home in set_stage.homes.values() if home is not mine for mark in home.marks}
    with set_stage.world.transaction("read"):
        before = _rows_with(marks)
    missing: list[set[Any]] = []
    with nothing_is_kept(look=lambda: missing.append(before - _rows_with(marks))):
        set_stage.ask(sender, "POST", path, "own")
    assert not any(missing)


def _as_stored(mark: bytes) -> str:
    return mark.decode().replace("-", "")


def _rows_with(marks: set[str]) -> set[tuple[Any, ...]]:
    """All rows in which one of the marks stands, past everything that keeps clinics apart."""
    connection = db.session.connection().connection.driver_connection
    assert connection is not None
    tables = [table.name for table in Record.metadata.sorted_tables]
    rows = ((table, row) for table in tables for row in connection.execute(f"SELECT * FROM {table}").fetchall())  # noqa: S608
    return {(table, *row) for table, row in rows if not marks.isdisjoint(row)}
