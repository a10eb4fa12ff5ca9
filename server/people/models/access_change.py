"""What changed about how a member of staff signs in."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record
from server.people.rules.access_change import AccessEvent


class StaffAccessChange(Record):
    """One change of a way to sign in, or a sign-in from a new kind of device, of which the person is told by message
    and on the page of the account. Of the account, which may work at several clinics. Kept for months."""

    __tablename__ = "staff_access_change"
    __table_args__ = (Index("ix_staff_access_change_at", "at"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    what: Mapped[AccessEvent]
    at: Mapped[datetime] = mapped_column(Moment)
