"""Whether a clinic may take in patients: its crisis card and its test alert."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from server.access import Actor
from server.clinic_settings import value_of
from server.db import db
from server.errors import Conflict, NotFound
from server.people.models import Clinic
from server.people.models.readiness import TestAlert
from server.people.queries import clinic_of, names_of_accounts
from server.people.rules.crisis_card import Missing, Readiness, is_card_old, missing_in_card


@dataclass(frozen=True)
class TestAlertRow:
    """A test alert with names; acknowledged_by None: nobody has yet."""

    __test__ = False

    id: UUID
    sent_at: datetime
    sent_by: str
    acknowledged_at: datetime | None
    acknowledged_by: str | None


def readiness_of(clinic: Clinic, now: datetime) -> Readiness:
    """What a clinic lacks before it may take in patients, and whether its numbers should be called again."""
    missing = missing_in_card(clinic.help)
    if not _has_acknowledged(clinic.id):
        missing.append(Missing.TEST_ALERT)
    days = value_of(clinic.settings, "crisis.verified_days")
    return Readiness(tuple(missing), is_card_old(clinic.help, now.astimezone(ZoneInfo(clinic.zone)).date(), days))


def require_ready(actor: Actor, now: datetime) -> None:
    """Raise Conflict while the crisis card is incomplete or nobody has acknowledged a test alert."""
    missing = readiness_of(clinic_of(actor), now).missing
    if missing == (Missing.TEST_ALERT,):
        raise Conflict(
            "Nobody has acknowledged a test alert yet, so no patient can be added or invited. An administrator sends "
            "one on the clinic's page.",
            code="test-alert-missing",
            missing=list(missing),
        )
    if missing:
        raise Conflict(
            "The crisis card is not complete, so no patient can be added or invited. An administrator completes it on "
            "the clinic's page.",
            code="card-incomplete",
            missing=list(missing),
        )


def last_test_alert(clinic_id: UUID) -> TestAlertRow | None:
    """The newest test alert; None before the first."""
    newest = select(TestAlert).where(TestAlert.clinic_id == clinic_id).order_by(TestAlert.sent_at.desc()).limit(1)
    found = db.session.scalar(newest)
    return None if found is None else _row(found)


def find_test_alert(actor: Actor, test_alert_id: UUID) -> TestAlertRow:
    """Raises NotFound."""
    found = db.session.scalar(
        select(TestAlert).where(TestAlert.clinic_id == actor.clinic_id, TestAlert.id == test_alert_id)
    )
    if found is None:
        raise NotFound("No such test alert.")
    return _row(found)


def _row(found: TestAlert) -> TestAlertRow:
    names = names_of_accounts(found.clinic_id)
    by = None if found.acknowledged_by is None else names.get(found.acknowledged_by)
    return TestAlertRow(found.id, found.sent_at, names.get(found.sent_by, ""), found.acknowledged_at, by)


def _has_acknowledged(clinic_id: UUID) -> bool:
    acknowledged = select(TestAlert.id).where(TestAlert.clinic_id == clinic_id, TestAlert.acknowledged_at.is_not(None))
    return db.session.scalar(acknowledged.limit(1)) is not None
