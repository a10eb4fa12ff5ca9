"""Requests about reminders, and a patient who is reminded by e-mail."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from server.access import Role
from server.db import db
from server.reminders.models.reminder import PushSubscription, Reminder, ReminderPreference
from server.reminders.rules import Step, Way
from tests.api.examples.house import House
from tests.builders import World

BODIES: dict[str, dict[str, Any]] = {
    "/api/me/reminders": {
        "way": "none",
        "hour": "19:30",
        "quiet_from": "21:00",
        "quiet_until": "08:00",
        "paused_until": None,
    },
    "/api/me/reminders/email": {"email": "somebody@example.org"},
    "/api/me/reminders/email/confirm": {"code": "123456"},
    "/api/me/reminders/email/forget": {},
    "/api/me/reminders/test": {},
    "/api/me/push-subscriptions": {
        "endpoint": "https://fcm.googleapis.com/fcm/send/example",
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    },
    "/api/me/push-subscriptions/end": {"endpoint": "https://fcm.googleapis.com/fcm/send/example"},
    "/api/reminders/receipts": {"token": "none", "seen": "shown"},
    "/api/patients/<uuid:patient_id>/reminders/hold": {"until": None},
}
QUERIES: dict[str, dict[str, str]] = {}


def add_to(world: World, house: House) -> dict[str, UUID]:
    """The patient is reminded by e-mail; there is one line in the ledger."""
    patient, now = house.people[Role.PATIENT], world.clock.now
    preference = ReminderPreference(
        clinic_id=patient.clinic_id,
        patient_id=patient.id,
        way=Way.EMAIL,
        set_at=now,
        email="patient@example.org",
        email_confirmed_at=now,
        wanted_email="other@example.org",
        code_hash="of a code",
        code_expires_at=now,
    )
    phone = PushSubscription(
        clinic_id=patient.clinic_id,
        id=uuid4(),
        patient_id=patient.id,
        **BODIES["/api/me/push-subscriptions"] | {"endpoint": f"https://fcm.googleapis.com/fcm/send/{uuid4()}"},
        label="Chrome on Android",
        created_at=now,
    )
    row = Reminder(
        clinic_id=patient.clinic_id,
        id=uuid4(),
        patient_id=patient.id,
        course_id=house.course.id,
        step=Step.FIRST,
        local_date=now.date() - timedelta(days=1),
        way=Way.EMAIL,
        due_at=now - timedelta(hours=15),
        planned_at=now - timedelta(hours=15),
        sent_at=now - timedelta(hours=15),
        failure="smtp-451",
    )
    with world.transaction():
        db.session.add_all([preference, phone, row])
    return {}
