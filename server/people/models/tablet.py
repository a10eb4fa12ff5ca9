"""Tablets of the treatment rooms, which several people share."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class Tablet(Record):
    """A browser that the clinic enrolled as its own and that staff share. Only a hash of its cookie is kept.

    It signs nobody in: it makes the sessions that begin on it short, and ends them all when it is removed.
    """

    __tablename__ = "tablet"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "enrolled_by"], ["membership.clinic_id", "membership.account_id"]),
        UniqueConstraint("clinic_id", "token_hash"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]  # as the clinic calls it, such as "Room 2"
    label: Mapped[str]  # the browser and the device
    token_hash: Mapped[str]
    enrolled_by: Mapped[UUID]  # the administrator's account
    enrolled_at: Mapped[datetime] = mapped_column(Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)  # when somebody last signed in on it; None: never
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)  # from then on its cookie is worth nothing
