"""A de-identified CSV export of a study, beside a bare dump of the same people's rows; and its memory."""

import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy import insert, select

from bench.clinics import SEED, Large, large_clinic
from bench.databases import Database, Kind
from bench.measure import Figure, middle
from server.access import Role
from server.checkins.queries import local_day
from server.db import db, table_of, transaction
from server.demo.clinic import ZONE
from server.demo.rows import drawn_id
from server.people.models import Patient
from server.studies.models import Consent, Pseudonym, Study
from server.studies.rules.pseudonym import draw_pseudonym

FEW, MANY = 38, 3_800  # people: about ten thousand and a million rows
ROUNDS = 3
SLOWEST = 2.0  # times as long as the dump: design section 10
MOST_GROWTH = 1.5  # of the memory, for a hundred times as many rows
# All columns of the tables that the export is made of. CROSS JOIN has SQLite begin with the people: without statistics
# it begins with the longest table.
_OF_PATIENT = "CROSS JOIN {table} t WHERE t.clinic_id = c.clinic_id AND t.patient_id = c.patient_id"
DUMPS = {
    "check_in": _OF_PATIENT.format(table="check_in"),
    "response": _OF_PATIENT.format(table="response"),
    "side_effect": _OF_PATIENT.format(table="side_effect"),
    "treatment_session": "CROSS JOIN course k CROSS JOIN treatment_session t WHERE k.clinic_id = c.clinic_id "
    "AND k.patient_id = c.patient_id AND t.clinic_id = k.clinic_id AND t.course_id = k.id",
}


@dataclass(frozen=True)
class Reached:
    """One round. peak_mib: the most memory that the process held, 0 where nobody asked."""

    rows: int
    seconds: float
    cpu: float = 0.0
    peak_mib: float = 0.0


def run(kind: Kind, scale: float) -> list[Figure]:
    """Rows per second of a small and of a large study."""
    large = large_clinic(kind, scale)
    few = _rounds(large, "few", max(round(FEW * scale), 1))
    many = _rounds(large, "many", max(round(MANY * scale), 1))
    low, high = (max(ours.peak_mib for ours, _ in rounds) for rounds in (few, many))
    memory = f"peak memory {high:.0f} MiB, with {few[0][0].rows:,} rows {low:.0f} MiB"
    return [
        _figure(kind, few, [], flat=True),
        _figure(kind, many, [memory], flat=high <= MOST_GROWTH * low),
    ]


def _rounds(large: Large, key: str, people: int) -> list[tuple[Reached, Reached]]:
    study_id = _add_study(large, key, people)
    return [(_export(large, study_id), _dump(large.database, study_id)) for _ in range(ROUNDS)]


def _add_study(large: Large, key: str, people: int) -> UUID:
    """A study to which so many of the clinic's patients consented."""
    rng, now = Random(SEED), datetime.now(UTC)
    study_id = drawn_id(rng) if key == "few" else drawn_id(Random(SEED + 1))
    with large.database.app() as app, app.app_context(), transaction("write", large.clinic_id):
        of_clinic = select(Patient.id).where(Patient.clinic_id == large.clinic_id)
        patients = db.session.scalars(of_clinic.order_by(Patient.id).limit(people)).all()
        both = {"clinic_id": large.clinic_id, "study_id": study_id}
        study = {"clinic_id": large.clinic_id, "id": study_id, "key": key, "title": "Bench", "created_at": now}
        consent = {
            "version": "1.0",
            "given_on": local_day(now, ZONE),
            "recorded_at": now,
            "recorded_by": large.accounts[Role.COORDINATOR],
        }
        taken: set[str] = set()
        pseudonyms = []
        for patient_id in patients:
            taken.add(pseudonym := draw_pseudonym(rng.randrange, taken))
            pseudonyms.append({**both, "patient_id": patient_id, "pseudonym": pseudonym})
        consents = [{**both, **consent, "id": drawn_id(rng), "patient_id": each} for each in patients]
        for record, rows in ((Study, [study]), (Consent, consents), (Pseudonym, pseudonyms)):
            db.session.execute(insert(table_of(record)), rows)
    return study_id


def _export(large: Large, study_id: UUID) -> Reached:
    """Write the export in a process of its own."""
    database, keys = large.database, (str(large.clinic_id), str(study_id))
    with tempfile.TemporaryDirectory(dir=database.folder) as folder:
        command = [sys.executable, "-m", "bench.exporting", *keys, f"{folder}/export"]
        said = subprocess.run(command, env=database.environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Reached(**json.loads(said))


def _dump(database: Database, study_id: UUID) -> Reached:
    """Write the bare rows as CSV: with psql's own \\copy, or with Python's csv from the one SQLite library."""
    rows = 0
    study = study_id.hex if database.is_sqlite else str(study_id)
    with tempfile.TemporaryDirectory(dir=database.folder) as folder:
        began = time.perf_counter()
        for table, joined in DUMPS.items():
            file = Path(folder) / f"{table}.csv"
            statement = f"SELECT t.* FROM consent c {joined} AND c.study_id = '{study}'"
            if database.is_sqlite:
                rows += _dump_from_sqlite(database, statement, file)
            else:
                said = database.run_program(
                    "psql", "--command", f"\\copy ({statement}) TO '{file}' CSV HEADER", database.psql_address
                )
                rows += int(said.split()[1])  # COPY 12345
        return Reached(rows, time.perf_counter() - began)


def _dump_from_sqlite(database: Database, statement: str, file: Path) -> int:
    connection = database.connect()
    cursor = connection.execute(statement)
    rows = 0
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow([each[0] for each in cursor.description])
        while chunk := cursor.fetchmany(10_000):
            writer.writerows(chunk)
            rows += len(chunk)
    connection.close()
    return rows


def _figure(kind: Kind, rounds: Sequence[tuple[Reached, Reached]], notes: Sequence[str], *, flat: bool) -> Figure:
    ours = middle([one.rows / one.seconds for one, _ in rounds])
    bare = middle([dump.rows / dump.seconds for _, dump in rounds])
    cpu = middle([one.cpu / one.rows for one, _ in rounds])
    return Figure(
        what=f"study export, CSV, {rounds[0][0].rows:,} rows",
        database=kind.name,
        unit="rows/s",
        ours=ours,
        yardstick=bare,
        yardstick_name="csv of the bare rows" if kind.name == "SQLite" else "psql \\copy of the bare rows",
        target=f"within {SLOWEST:.0f} x of the dump, memory flat",
        met=ours * SLOWEST >= bare and flat,
        notes=[f"{cpu * 1e6:.1f} µs CPU per row", *notes],
    )
