"""A clinic's own record of adverse events, and what patients may say of a side effect beyond its grade.

Nothing that is there changes: for the side effects told so far, nobody was asked when they came or what they stopped.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "adverse_event",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("term", sa.String(), nullable=True),
        sa.Column("onset_on", sa.Date(), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("ongoing", sa.Boolean(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("serious", sa.Boolean(), nullable=True),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("relation", sa.String(length=32), nullable=True),
        sa.Column("expected", sa.Boolean(), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=True),
        sa.Column("treatment", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("device_report", sa.String(length=32), nullable=True),
        sa.Column("from_check_in", sa.Uuid(), nullable=True),
        sa.Column("from_session", sa.Uuid(), nullable=True),
        sa.Column("reported_at", sa.DateTime(), nullable=False),
        sa.Column("reported_by", sa.Uuid(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.Column("signed_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("grade IS NULL OR grade BETWEEN 1 AND 5", name=op.f("ck_adverse_event_grade")),
        sa.CheckConstraint(
            "resolved_on IS NULL OR resolved_on >= onset_on", name=op.f("ck_adverse_event_ends_after_onset")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id", "course_id"],
            ["course.clinic_id", "course.patient_id", "course.id"],
            name=op.f("fk_adverse_event_clinic_id_patient_id_course_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_adverse_event")),
    )
    op.create_index("ix_adverse_event_course", "adverse_event", ["clinic_id", "course_id", "onset_on"])
    op.create_index("ix_adverse_event_onset", "adverse_event", ["clinic_id", "onset_on"])
    op.create_table(
        "adverse_event_note",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "event_id"],
            ["adverse_event.clinic_id", "adverse_event.id"],
            name=op.f("fk_adverse_event_note_clinic_id_event_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "event_id", "id", name=op.f("pk_adverse_event_note")),
    )
    with op.batch_alter_table("side_effect") as side_effect:
        side_effect.add_column(sa.Column("timing", sa.String(length=32), nullable=True))
        side_effect.add_column(sa.Column("hindrance", sa.String(length=32), nullable=True))
        side_effect.add_column(sa.Column("worst_ever", sa.Boolean(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("side_effect") as side_effect:
        side_effect.drop_column("worst_ever")
        side_effect.drop_column("hindrance")
        side_effect.drop_column("timing")
    op.drop_table("adverse_event_note")
    op.drop_table("adverse_event")
