"""Keys with which machines come in."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class ServiceKey(Record):
    """The key of a machine that the clinic lets in, such as a data warehouse. Only a hash of it is kept."""

    __tablename__ = "service_key"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "account_id"], ["membership.clinic_id", "membership.account_id"]),
        UniqueConstraint("clinic_id", "token_hash"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    account_id: Mapped[UUID]  # of the machine, with the role service: under its name the audit trail knows it
    token_hash: Mapped[str]
    created_by: Mapped[UUID]  # the administrator's account
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)  # a year after it was made at the latest
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)  # to the hour; None: never
