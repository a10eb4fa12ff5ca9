"""Who of the staff an identity provider vouches for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class StaffIdentity(Record):
    """That an identity provider's person is one of our accounts, as that person showed after coming by an
    administrator's link. An e-mail address is never enough: providers let people change it."""

    __tablename__ = "staff_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    issuer: Mapped[str] = mapped_column(primary_key=True)  # the provider, as it names itself
    subject: Mapped[str]  # the provider's own id of the person, which it never gives to anybody else
    linked_at: Mapped[datetime] = mapped_column(Moment)
