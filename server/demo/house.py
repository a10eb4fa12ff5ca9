"""The demo clinic's staff: how they are reached, who is on duty, and the test alert that reached one of them. Pure."""

import hashlib
from datetime import datetime, time, timedelta
from random import Random
from uuid import uuid5
from zoneinfo import ZoneInfo

from server.access import Role
from server.demo.book import Book
from server.demo.record import staff_name
from server.demo.rows import drawn_id
from server.messages.models import OutgoingMessage
from server.messages.rules import Channel, MessageState
from server.people.models import Account, Membership
from server.people.models.duty import DutyShift
from server.people.models.readiness import TestAlert
from server.people.models.service_key import ServiceKey
from server.people.rules.duty import DutyKind

MACHINE = "Demo data warehouse"
PAGED = (Role.TECHNICIAN, Role.CLINICIAN)
ACKNOWLEDGED_AFTER = timedelta(minutes=4)


def write_house(book: Book, opened: datetime, zone: str, rng: Random) -> None:
    """Accounts, contacts at an address that no mail reaches, the acknowledged test alert, and this week's nights."""
    for role, account_id in book.accounts.items():
        book.rows.add(Account, id=account_id, name=staff_name(role), created_at=opened)
        book.rows.add(
            Membership,
            clinic_id=book.clinic_id,
            account_id=account_id,
            role=role,
            email=f"{role}@demo.example",  # .example is kept free for examples
            pager=f"demo-{role}" if role in PAGED else None,
        )
    _write_machine(book)
    alert_id = drawn_id(rng)
    book.rows.add(
        TestAlert,
        id=alert_id,
        clinic_id=book.clinic_id,
        sent_at=opened,
        sent_by=book.accounts[Role.ADMIN],
        acknowledged_at=opened + ACKNOWLEDGED_AFTER,
        acknowledged_by=book.accounts[Role.CLINICIAN],
    )
    for channel, recipient in (
        (Channel.EMAIL, f"{Role.CLINICIAN}@demo.example"),
        (Channel.WEBHOOK, f"demo-{Role.CLINICIAN}"),
    ):
        book.rows.add(
            OutgoingMessage,
            id=drawn_id(rng),
            clinic_id=book.clinic_id,
            key=f"test-alert:{alert_id}:{channel}",
            channel=channel,
            recipient=recipient,
            kind="test-alert",
            values={"path": f"/app/test-alerts/{alert_id}"},
            created_at=opened,
            not_before=opened,
            state=MessageState.GIVEN_UP,
            attempts=1,
            last_error="not-set-up",  # a demo sends nothing
            fence=1,
        )
    today = book.now.astimezone(ZoneInfo(zone)).date()
    for number in range(7):
        evening = datetime.combine(today + timedelta(days=number - 1), time(18), ZoneInfo(zone))
        book.rows.add(
            DutyShift,
            id=drawn_id(rng),
            clinic_id=book.clinic_id,
            account_id=book.accounts[Role.CLINICIAN],
            kind=DutyKind.ON_CALL,
            covers_for=None,
            starts_at=evening,
            ends_at=evening + timedelta(hours=14),
        )


def _write_machine(book: Book) -> None:
    """A program with a key that nobody has: what is kept of one is a hash. Its ids come from the clinic's, so that the
    people who are drawn after it stay who they are."""
    made_at = book.now - timedelta(days=40)
    account_id, key_id = uuid5(book.clinic_id, "machine"), uuid5(book.clinic_id, "machine's key")
    book.rows.add(Account, id=account_id, name=MACHINE, created_at=made_at)
    contacts = {"email": None, "pager": None}
    book.rows.add(Membership, clinic_id=book.clinic_id, account_id=account_id, role=Role.SERVICE, **contacts)
    book.rows.add(
        ServiceKey,
        clinic_id=book.clinic_id,
        id=key_id,
        account_id=account_id,
        token_hash=hashlib.sha256(key_id.bytes).hexdigest(),
        created_by=book.accounts[Role.ADMIN],
        created_at=made_at,
        expires_at=made_at + timedelta(days=365),
        revoked_at=None,
        last_used_at=None,
    )
