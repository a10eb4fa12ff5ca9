"""Refreshing stale summaries, beside reading the rows that they are computed from and doing nothing with them."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bench.clinics import Large, large_clinic
from bench.databases import Database, Kind
from bench.measure import Figure, middle
from server import jobs
from server.outcomes.actions.summaries import CHUNK

COURSES = 10_000
CHANGED = 100
ROUNDS = 3
LEAST_PER_SECOND = 2_000  # courses, on one core: design section 10
REFRESH = next(job for job in jobs.SCHEDULE if job.work is jobs.refresh)
# What a summary is made of: the rows that `outcomes.queries.facts.facts_of` reads.
READS = (
    "SELECT course_id, instrument, version, answered_on, answers FROM response",
    "SELECT course_id, state, day FROM treatment_session",
    "SELECT course_id, felt_on FROM check_in",
)


@dataclass(frozen=True)
class Reached:
    """One round. seconds: by the clock; cpu: seconds of this process."""

    courses: int
    seconds: float
    cpu: float


def run(kind: Kind, scale: float) -> list[Figure]:
    """Courses per second: with ten thousand stale ones, and with a hundred stale ones among many."""
    large = large_clinic(kind, scale)
    refresh_all(large.database)  # from here on, only what a round makes stale is
    courses = min(round(COURSES * scale), large.courses)
    changed = min(CHANGED, courses)
    many = [_round(large, courses) for _ in range(ROUNDS)]
    few = [_round(large, changed) for _ in range(ROUNDS)]
    part = middle([ours.seconds for ours, _ in few])
    whole = middle([ours.seconds for ours, _ in many]) * large.courses / courses
    note = f"{part * 1000:.0f} ms, where refreshing all {large.courses:,} takes {whole:.1f} s"
    return [
        _figure(kind, f"refresh of {courses:,} courses with full histories", many, []),
        _figure(kind, f"refresh after {changed} of {large.courses:,} courses changed", few, [note]),
    ]


def _round(large: Large, courses: int) -> tuple[Reached, Reached]:
    """Make so many courses stale and refresh them; then only read the same rows."""
    ids = _make_stale(large.database, courses)
    ours = refresh_all(large.database)
    if ours.courses != courses:
        raise RuntimeError(f"{courses} courses were stale, but {ours.courses} were refreshed.")
    return ours, _read(large, ids)


def _make_stale(database: Database, courses: int) -> list[Any]:
    """Raise the counter of that many courses, as a new fact does. Returns their ids as the driver knows them."""
    connection = database.connect()
    chosen = f"SELECT id FROM course ORDER BY id LIMIT {courses:d}"
    connection.execute(f"UPDATE course SET facts = facts + 1 WHERE id IN ({chosen})")
    ids = [row[0] for row in connection.execute(chosen)]
    connection.close()
    return ids


def refresh_all(database: Database) -> Reached:
    """Run the job once, as the scheduler does: all that is stale, chunk by chunk."""
    with database.app() as app, _timed() as taken:
        courses = jobs.run(app, REFRESH)
    return Reached(courses, *taken)


def _read(large: Large, ids: Sequence[Any]) -> Reached:
    """Fetch the rows with nothing but the driver, in the chunks that the job uses."""
    connection = large.database.connect()
    clinic = large.clinic_id.hex if large.database.is_sqlite else large.clinic_id
    mark = "?" if large.database.is_sqlite else "%s"
    with _timed() as taken:
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            where = f" WHERE clinic_id = {mark} AND course_id IN ({', '.join([mark] * len(chunk))})"
            for read in READS:
                connection.execute(read + where, (clinic, *chunk)).fetchall()
    connection.close()
    return Reached(len(ids), *taken)


@contextmanager
def _timed() -> Iterator[list[float]]:
    """Seconds by the clock and of this process's CPU, there when the block has ended."""
    taken: list[float] = []
    wall, cpu = time.perf_counter(), time.process_time()
    yield taken
    taken += [time.perf_counter() - wall, time.process_time() - cpu]


def _figure(kind: Kind, what: str, rounds: Sequence[tuple[Reached, Reached]], notes: Sequence[str]) -> Figure:
    ours = middle([one.courses / one.seconds for one, _ in rounds])
    cpu = middle([one.cpu / one.courses for one, _ in rounds])
    return Figure(
        what=what,
        database=kind.name,
        unit="courses/s",
        ours=ours,
        yardstick=middle([bare.courses / bare.seconds for _, bare in rounds]),
        yardstick_name="reading the same rows",
        target=f"> {LEAST_PER_SECOND:,}/s per core",
        met=ours > LEAST_PER_SECOND,
        notes=[f"{cpu * 1000:.2f} ms CPU per course", *notes],
    )
