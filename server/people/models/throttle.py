"""Failed attempts to prove who somebody is."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class Throttle(Record):
    """A series of failed attempts, by account and address. Of no clinic: nobody is signed in yet."""

    __tablename__ = "throttle"
    __table_args__ = (Index("ix_throttle_forget_at", "forget_at"),)

    key: Mapped[str] = mapped_column(primary_key=True)  # a hash: see people.rules.throttle.levels_of
    failures: Mapped[int]  # in a row
    free_at: Mapped[datetime] = mapped_column(Moment)  # no further attempt before
    # Until then somebody who signed in at this address counts as known there; None: nobody did.
    known_until: Mapped[datetime | None] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)  # the series is over if nothing fails until then
    forget_at: Mapped[datetime] = mapped_column(Moment)  # the row tells nothing any more
