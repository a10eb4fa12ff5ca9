"""What staff without a passkey sign in with: a name and a password, and the second factor beside it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Moment, Record


class StaffPassword(Record):
    """The sign-in name of a member of staff and a hash of the password. Lets in only together with a second factor."""

    __tablename__ = "staff_password"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    # In small letters. Unique in the whole installation: who signs in has named no clinic yet.
    login: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]  # argon2id with its salt and parameters, as a PHC string
    changed_at: Mapped[datetime] = mapped_column(Moment)


class StaffTotp(Record):
    """The authenticator app of a member of staff (TOTP, RFC 6238). A key of the installation seals its secret."""

    __tablename__ = "staff_totp"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    secret: Mapped[str | None]  # sealed; None until the person showed that the app has it
    # The time step (Unix time / 30 s) of the last code that was accepted: each code counts once.
    last_step: Mapped[int | None]
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    offered: Mapped[str | None]  # sealed; a new secret that was shown and not yet confirmed
    offered_at: Mapped[datetime | None] = mapped_column(Moment)
