"""Reading the reviews of a course."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from server.db import db
from server.outcomes.models import Review


def reviews_of(clinic_id: UUID, course_id: UUID) -> list[Review]:
    """The reviews of a course the caller may see, newest first."""
    return list(
        db.session.scalars(
            select(Review)
            .where(Review.clinic_id == clinic_id, Review.course_id == course_id)
            .order_by(Review.at.desc(), Review.id)
        )
    )


def last_review_at(clinic_id: UUID, course_id: UUID) -> datetime | None:
    """When somebody last reviewed the course."""
    return db.session.scalar(
        select(func.max(Review.at)).where(Review.clinic_id == clinic_id, Review.course_id == course_id)
    )
