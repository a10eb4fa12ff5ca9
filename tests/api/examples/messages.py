"""The crisis card, staff, the roster, test alerts and messages."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from server.access import Role
from server.db import db
from server.people.models import Membership
from server.people.models.duty import DutyShift
from server.people.models.readiness import TestAlert
from server.people.rules.duty import DutyKind
from tests.api.examples.house import House
from tests.builders import World

LINE = {
    "name": "Crisis line",
    "phone": "0800 111 0 111",
    "sms": "85258",
    "text": "SHOUT",
    "chat_url": "https://chat.example.org",
    "hours": "day and night",
    "languages": "English",
    "population": "everybody",
}
CARD = {
    "country": "DE",
    "emergency_number": "112",
    "lines": [LINE],
    "clinic_phone": "030 000000",
    "clinic_hours": "Mon-Fri 8-18",
    "after_hours_text": "Nobody answers at night.",
    "statement": "This app is not monitored day and night.",
}
CONTACTS = {"role": "technician", "email": "ann@example.org", "pager": "ann-7"}
BODIES: dict[str, dict[str, Any]] = {
    "/api/clinic/card": CARD,
    "/api/clinic/card/verify": {"name": "Kim Head"},
    "/api/staff": {"name": "Ann Other", **CONTACTS},
    "/api/staff/<uuid:account_id>/invitations": {},
    "/api/staff/<uuid:account_id>/change": CONTACTS,
    "/api/staff/<uuid:account_id>/remove": {},
    "/api/staff/<uuid:account_id>/test-messages": {},
    "/api/duty": {
        "account_id": "",
        "kind": "on duty",
        "covers_for": None,
        "starts_at": "2026-11-23T18:00:00",
        "ends_at": "2026-11-24T08:00:00",
    },
    "/api/duty/<uuid:shift_id>/remove": {},
    "/api/test-alerts": {},
    "/api/call-me": {"reason": "treatment"},
    "/api/test-alerts/<uuid:test_alert_id>/acknowledge": {},
}
QUERIES: dict[str, dict[str, str]] = {}


def add_to(world: World, house: House) -> dict[str, UUID]:
    """A clinician whom messages reach and who is on call, and a test alert that nobody acknowledged."""
    clinic_id, clinician = house.course.clinic_id, house.people[Role.CLINICIAN]
    shift = DutyShift(
        clinic_id=clinic_id,
        id=uuid4(),
        account_id=clinician.id,
        kind=DutyKind.ON_CALL,
        starts_at=world.clock.now,
        ends_at=world.clock.now + timedelta(hours=12),
    )
    alert = TestAlert(clinic_id=clinic_id, id=uuid4(), sent_at=world.clock.now, sent_by=house.people[Role.ADMIN].id)
    with world.transaction():
        db.session.get_one(Membership, (clinic_id, clinician.id)).email = "clinician@example.org"
        db.session.add_all([shift, alert])
    return {"account_id": clinician.id, "shift_id": shift.id, "test_alert_id": alert.id}
