"""The demo clinic's staff: how they are reached, who is on duty, and the test alert that reached one of them. Pure."""

from datetime import datetime, time, timedelta
from random import Random
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
from server.people.rules.duty import DutyKind

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
