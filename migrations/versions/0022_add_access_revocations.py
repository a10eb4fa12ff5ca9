"""What the clinic ended of somebody's ways in, so that the person can be told at the next sign-in."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "access_revocation",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("keys", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(patient_id IS NULL) <> (account_id IS NULL)", name=op.f("ck_access_revocation_one_person")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "account_id"],
            ["membership.clinic_id", "membership.account_id"],
            name=op.f("fk_access_revocation_clinic_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patient.clinic_id", "patient.id"],
            name=op.f("fk_access_revocation_clinic_id_patient_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_access_revocation")),
    )
    op.create_index("ix_access_revocation_patient", "access_revocation", ["clinic_id", "patient_id"])
    op.create_index("ix_access_revocation_account", "access_revocation", ["clinic_id", "account_id"])


def downgrade() -> None:
    op.drop_table("access_revocation")
