"""Machines that a clinic lets in have keys of their own: hashed, ending within a year, revoked at once."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "service_key",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("last_used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "account_id"],
            ["membership.clinic_id", "membership.account_id"],
            name=op.f("fk_service_key_clinic_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_service_key")),
        sa.UniqueConstraint("clinic_id", "token_hash", name=op.f("uq_service_key_clinic_id_token_hash")),
    )


def downgrade() -> None:
    op.drop_table("service_key")
