"""Settings of each clinic, and what stood in a record before somebody of the clinic changed it.

A clinic that is in use starts with every setting at its default.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_correction_clinic_id")),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_correction")),
    )
    op.create_index("ix_correction_patient", "correction", ["clinic_id", "patient_id", "at"])
    op.create_index("ix_correction_record", "correction", ["clinic_id", "record_id", "at"])
    with op.batch_alter_table("clinic") as clinic:
        # With a default for the clinics that are there; the application gives its own to new ones.
        clinic.add_column(sa.Column("settings", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("clinic") as clinic:
        clinic.alter_column("settings", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("clinic") as clinic:
        clinic.drop_column("settings")
    op.drop_table("correction")
