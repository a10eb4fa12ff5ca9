"""What changed about how staff sign in, so that they are told: until now they were told of new passkeys alone."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.create_table(
        "staff_access_change",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_staff_access_change_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_staff_access_change")),
    )
    op.create_index("ix_staff_access_change_at", "staff_access_change", ["at"])


def downgrade() -> None:
    op.drop_table("staff_access_change")
