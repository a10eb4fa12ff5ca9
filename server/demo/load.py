"""Storing the demo clinic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert

from server.access import Role
from server.db import db, enter_clinic
from server.demo.clinic import generate


@dataclass(frozen=True)
class DemoKeys:
    """Ids of what was loaded. accounts: one member of staff for each role. patient_id: as whom a visitor signs in."""

    clinic_id: UUID
    accounts: Mapping[Role, UUID]
    patient_id: UUID


def load_demo(now: datetime, *, seed: int, patients: int = 40, earlier: int = 0) -> DemoKeys:
    """Store an invented clinic in the caller's transaction. Summaries are left to the job that refreshes them."""
    clinic = generate(seed, now, patients, earlier)
    enter_clinic(clinic.clinic_id)
    for table, rows in clinic.rows:
        db.session.execute(insert(table), rows)
    return DemoKeys(clinic.clinic_id, clinic.accounts, clinic.patient_id)
