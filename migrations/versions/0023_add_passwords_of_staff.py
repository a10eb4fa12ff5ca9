"""Passwords and second factors of staff, for those without a passkey. They belong to accounts, of no clinic."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "staff_password",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_staff_password_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_staff_password")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_password_login")),
    )
    op.create_table(
        "staff_totp",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.String(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("offered", sa.String(), nullable=True),
        sa.Column("offered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_staff_totp_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_staff_totp")),
    )


def downgrade() -> None:
    op.drop_table("staff_totp")
    op.drop_table("staff_password")
