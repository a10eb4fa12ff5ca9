"""The first hundred rows of a caseload of five thousand running courses, beside the bare SQL for the rows shown."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bench.clinics import RUNNING, TEMPLATES, Large, large_clinic
from bench.databases import Kind
from bench.measure import Figure, cpu_seconds, percentile
from bench.refresh import refresh_all
from bench.web import Connection, serving
from server.access import Role
from server.db import transaction
from server.people.rules.session import Method
from server.people.sessions import start_session

ROWS = 100
REQUESTS = 200
WARM_UP = 10
LONGEST_P99 = 50.0  # milliseconds: design section 10
# What a row shows: patient, course and summary, the open alerts and the last review.
READS = (
    """SELECT c.id, p.name, p.number, c.indication, c.protocol, c.state, c.planned_sessions, s.sessions_done,
    s.baseline, s.latest, s.change_percent, s.outcome, s.last_log_on, s.answered
    FROM course c JOIN patient p ON p.clinic_id = c.clinic_id AND p.id = c.patient_id
    LEFT JOIN summary s ON s.clinic_id = c.clinic_id AND s.course_id = c.id
    WHERE c.clinic_id = {clinic} AND c.id IN ({ids})""",
    """SELECT course_id, level, title, raised_at FROM alert
    WHERE clinic_id = {clinic} AND closed_at IS NULL AND course_id IN ({ids})""",
    "SELECT course_id, max(at) FROM review WHERE clinic_id = {clinic} AND course_id IN ({ids}) GROUP BY course_id",
)


def run(kind: Kind, scale: float) -> list[Figure]:
    """Milliseconds from request to answer on one connection, the audit entries of the reading included."""
    large = large_clinic(kind, scale)
    refresh_all(large.database)
    with large.database.app() as app, app.app_context(), transaction("write", large.clinic_id):
        account_id = large.accounts[Role.CLINICIAN]
        token, _ = start_session(large.clinic_id, Role.CLINICIAN, account_id, datetime.now(UTC), method=Method.PASSKEY)
    requests = max(round(REQUESTS * scale), 20)
    with serving(large.database) as server:
        connection = Connection(token.text)
        for _ in range(WARM_UP):
            shown = _shown(connection, large)
        cpu = cpu_seconds(server)
        ours = _milliseconds(requests, lambda: connection.get(f"/api/caseload?state=running&limit={ROWS}"))
        cpu = cpu_seconds(server) - cpu
        connection.close()
    bare = _milliseconds(requests, _reading(large, shown))
    p99, bare_p99 = percentile(ours, 99), percentile(bare, 99)
    running = large.courses * RUNNING // TEMPLATES
    return [
        Figure(
            what=f"first {ROWS} rows of a caseload, {running:,} running courses, {large.check_ins:,} check-ins",
            database=kind.name,
            unit="ms at p99",
            ours=p99,
            yardstick=bare_p99,
            yardstick_name="bare SQL for the rows shown",
            target=f"< {LONGEST_P99:.0f} ms at p99",
            met=p99 < LONGEST_P99 if scale >= 1 else None,
            better="lower",
            notes=[
                f"p50 {percentile(ours, 50):.1f} ms",
                f"yardstick p50 {percentile(bare, 50):.1f} ms",
                f"{cpu / requests * 1000:.1f} ms CPU per request",
            ],
        )
    ]


def _shown(connection: Connection, large: Large) -> list[str]:
    """The ids of the courses that the caseload shows. Raises RuntimeError if they are not the running ones."""
    answer = json.loads(connection.get(f"/api/caseload?state=running&limit={ROWS}"))
    running = large.courses * RUNNING // TEMPLATES
    if answer["total"] != running or len(answer["rows"]) != min(ROWS, running):
        raise RuntimeError(f"The caseload shows {len(answer['rows'])} of {answer['total']} courses, not of {running}.")
    return [row["course_id"] for row in answer["rows"]]


def _reading(large: Large, shown: list[str]) -> Callable[[], Any]:
    """What reads the rows of these courses with nothing but the driver."""
    mark = "?" if large.database.is_sqlite else "%s"
    plain = [each.replace("-", "") if large.database.is_sqlite else each for each in shown]
    clinic = large.clinic_id.hex if large.database.is_sqlite else str(large.clinic_id)
    statements = [each.format(clinic=mark, ids=", ".join([mark] * len(plain))) for each in READS]
    connection = large.database.connect()
    return lambda: [connection.execute(each, (clinic, *plain)).fetchall() for each in statements]


def _milliseconds(times: int, deed: Callable[[], Any]) -> list[float]:
    """How long each of so many repetitions took."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        deed()
        took.append((time.perf_counter() - began) * 1000)
    return took
