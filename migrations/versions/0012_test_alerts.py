"""Test alerts: no patient is added or invited before one was acknowledged.

A clinic that is in use must send one, and have it acknowledged, before it goes on adding patients; those who are there
notice nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "test_alert",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name=op.f("ck_test_alert_acknowledged")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_test_alert_clinic_id")),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_test_alert")),
    )
    op.create_index("ix_test_alert_acknowledged", "test_alert", ["clinic_id", "acknowledged_at"])


def downgrade() -> None:
    op.drop_table("test_alert")
