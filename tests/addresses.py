"""Addresses for members of staff, so that messages have somewhere to go."""

from sqlalchemy import update

from server.db import db
from server.people.models import Membership
from tests.builders import Person, World


def reach(world: World, person: Person, email: str | None = None, pager: str | None = None) -> None:
    """Give a member of staff an e-mail address, a pager, or both."""
    with world.transaction():
        member = (Membership.clinic_id == person.clinic_id) & (Membership.account_id == person.id)
        db.session.execute(update(Membership).where(member).values(email=email, pager=pager))
