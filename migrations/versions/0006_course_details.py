"""What payers and seizure rates need of a course, times of treatment days, how its start moved, and a patient's death.

Coils that the clinic named after their type get that type; for the others it is not known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "course_anchor",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("moved_from", sa.Date(), nullable=False),
        sa.Column("moved_to", sa.Date(), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "course_id"],
            ["course.clinic_id", "course.id"],
            name=op.f("fk_course_anchor_clinic_id_course_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_course_anchor")),
    )
    with op.batch_alter_table("course") as course:
        course.add_column(sa.Column("coil_type", sa.String(length=32), nullable=True))
        course.add_column(sa.Column("coil_serial", sa.String(), nullable=True))
        course.add_column(sa.Column("icd10", sa.String(), nullable=True))
        course.add_column(sa.Column("physician", sa.String(), nullable=True))
    op.execute("UPDATE course SET coil_type = coil WHERE coil IN ('figure-8', 'H1', 'H4', 'H7', 'cap')")
    with op.batch_alter_table("patient") as patient:
        patient.add_column(sa.Column("died_on", sa.Date(), nullable=True))
        patient.create_index("ix_patient_died", ["clinic_id", "died_on"])
    with op.batch_alter_table("treatment_day") as treatment_day:
        treatment_day.add_column(sa.Column("times", sa.JSON(none_as_null=True), nullable=True))
        treatment_day.add_column(sa.Column("phase", sa.String(length=32), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("treatment_day") as treatment_day:
        treatment_day.drop_column("phase")
        treatment_day.drop_column("times")
    with op.batch_alter_table("patient") as patient:
        patient.drop_index("ix_patient_died")
        patient.drop_column("died_on")
    with op.batch_alter_table("course") as course:
        course.drop_column("physician")
        course.drop_column("icd10")
        course.drop_column("coil_serial")
        course.drop_column("coil_type")
    op.drop_table("course_anchor")
