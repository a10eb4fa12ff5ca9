"""Tablets that staff share are enrolled by the clinic: sessions on one are short, and end with it."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "tablet",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("enrolled_by", sa.Uuid(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "enrolled_by"],
            ["membership.clinic_id", "membership.account_id"],
            name=op.f("fk_tablet_clinic_id_enrolled_by"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_tablet")),
        sa.UniqueConstraint("clinic_id", "token_hash", name=op.f("uq_tablet_clinic_id_token_hash")),
    )
    # Until now the column was never filled.
    with op.batch_alter_table("sign_in_session") as session:
        session.create_foreign_key(
            op.f("fk_sign_in_session_clinic_id_tablet_id"),
            "tablet",
            ["clinic_id", "tablet_id"],
            ["clinic_id", "id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("sign_in_session") as session:
        session.drop_constraint(op.f("fk_sign_in_session_clinic_id_tablet_id"), type_="foreignkey")
    op.drop_table("tablet")
