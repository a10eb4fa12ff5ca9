"""The session through which somebody acts."""

from sqlalchemy import select

from server.access import Actor
from server.db import db
from server.people.models import SignInSession


def session_behind(actor: Actor) -> SignInSession:
    """The row of the actor's session."""
    this = (SignInSession.clinic_id == actor.clinic_id, SignInSession.id == actor.session_id)
    return db.session.scalars(select(SignInSession).where(*this)).one()
