"""States of courses with their history, the ledger of authorisations, and consents of guardians.

The number of authorised sessions that a course had becomes the first line of its ledger.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "guardian_consent",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("guardian", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patient.clinic_id", "patient.id"],
            name=op.f("fk_guardian_consent_clinic_id_patient_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_guardian_consent")),
    )
    op.create_index("ix_guardian_consent_patient", "guardian_consent", ["clinic_id", "patient_id"])
    op.create_table(
        "refiling",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patient.clinic_id", "patient.id"],
            name=op.f("fk_refiling_clinic_id_patient_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "patient_id", name=op.f("pk_refiling")),
    )
    op.create_table(
        "authorisation",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("payer", sa.String(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("covers_from", sa.Date(), nullable=True),
        sa.Column("covers_until", sa.Date(), nullable=True),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("denial_reason", sa.String(), nullable=True),
        sa.Column("appeal_until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("units BETWEEN 0 AND 400", name=op.f("ck_authorisation_units")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "course_id"],
            ["course.clinic_id", "course.id"],
            name=op.f("fk_authorisation_clinic_id_course_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_authorisation")),
    )
    op.create_index("ix_authorisation_course", "authorisation", ["clinic_id", "course_id"])
    op.create_table(
        "course_state_change",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("was", sa.String(length=32), nullable=False),
        sa.Column("becomes", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "course_id"],
            ["course.clinic_id", "course.id"],
            name=op.f("fk_course_state_change_clinic_id_course_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_course_state_change")),
    )
    op.create_index("ix_course_state_change_course", "course_state_change", ["clinic_id", "course_id", "at"])
    # The id of a course is free as that of a line: both are random, and the tables differ.
    op.execute(
        "INSERT INTO authorisation (clinic_id, id, course_id, units, state, recorded_at) SELECT clinic_id, id, id,"
        " authorised_sessions, 'approved', created_at FROM course WHERE authorised_sessions IS NOT NULL"
    )
    with op.batch_alter_table("course") as course:
        course.add_column(sa.Column("episode_start", sa.Date(), nullable=True))
        course.add_column(sa.Column("on_label", sa.Boolean(), nullable=True))
        course.add_column(sa.Column("parameters", sa.JSON(none_as_null=True), nullable=True))
        course.drop_column("authorised_sessions")


def downgrade() -> None:
    with op.batch_alter_table("course") as course:
        course.add_column(sa.Column("authorised_sessions", sa.Integer(), nullable=True))
        course.drop_column("parameters")
        course.drop_column("on_label")
        course.drop_column("episode_start")
    op.execute(
        "UPDATE course SET authorised_sessions = (SELECT SUM(units) FROM authorisation WHERE state = 'approved'"
        " AND authorisation.clinic_id = course.clinic_id AND authorisation.course_id = course.id)"
    )

    op.drop_table("course_state_change")
    op.drop_table("authorisation")
    op.drop_table("refiling")
    op.drop_table("guardian_consent")
