"""Holds: why no session of a course is opened until a physician has cleared it.

A clinic that is in use starts without any.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "hold",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("placed_on", sa.Date(), nullable=False),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(), nullable=True),
        sa.Column("cleared_by", sa.Uuid(), nullable=True),
        sa.Column("clear_reason", sa.String(), nullable=True),
        sa.CheckConstraint("(cleared_at IS NULL) = (clear_reason IS NULL)", name=op.f("ck_hold_cleared_with_reason")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "course_id"], ["course.clinic_id", "course.id"], name=op.f("fk_hold_clinic_id_course_id")
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_hold")),
    )
    op.create_index("ix_hold_course", "hold", ["clinic_id", "course_id"])
    op.create_index(
        "uq_hold_open",
        "hold",
        ["clinic_id", "course_id", "kind"],
        unique=True,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("hold")
