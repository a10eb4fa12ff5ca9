"""Who is on duty, how staff are reached, and the outbox of what leaves the house.

A clinic that is in use starts with an empty roster: whatever is for a role goes to all who have it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "outgoing_message",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("not_before", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_outgoing_message_clinic_id")),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_outgoing_message")),
        sa.UniqueConstraint("clinic_id", "key", name=op.f("uq_outgoing_message_clinic_id_key")),
    )
    op.create_index("ix_outgoing_message_due", "outgoing_message", ["clinic_id", "state", "not_before"])
    op.create_table(
        "duty_shift",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("covers_for", sa.Uuid(), nullable=True),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("(kind = 'cover') = (covers_for IS NOT NULL)", name=op.f("ck_duty_shift_cover")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_duty_shift_order")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "account_id"],
            ["membership.clinic_id", "membership.account_id"],
            name=op.f("fk_duty_shift_clinic_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "covers_for"],
            ["membership.clinic_id", "membership.account_id"],
            name=op.f("fk_duty_shift_clinic_id_covers_for"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_duty_shift")),
    )
    op.create_index("ix_duty_shift_ends", "duty_shift", ["clinic_id", "ends_at"])
    with op.batch_alter_table("membership") as membership:
        membership.add_column(sa.Column("email", sa.String(), nullable=True))
        membership.add_column(sa.Column("pager", sa.String(), nullable=True))
        membership.add_column(sa.Column("left_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("membership") as membership:
        membership.drop_column("left_at")
        membership.drop_column("pager")
        membership.drop_column("email")
    op.drop_table("duty_shift")
    op.drop_table("outgoing_message")
