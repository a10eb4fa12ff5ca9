"""How a session was begun, when its person last proved who they are, and when it ends for want of use.

Sessions that are there were begun by invitation: patients' go on, staff of a real clinic set up a way to sign in.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    with op.batch_alter_table("sign_in_session") as session:
        session.add_column(sa.Column("method", sa.String(length=32), nullable=False, server_default="invitation"))
        session.add_column(sa.Column("verified_at", sa.DateTime(), nullable=True))
        session.add_column(sa.Column("last_seen_at", sa.DateTime(), nullable=True))
        session.add_column(sa.Column("idle_minutes", sa.Integer(), nullable=True))
        session.add_column(sa.Column("label", sa.String(), nullable=True))
        session.add_column(sa.Column("device_key", sa.JSON(none_as_null=True), nullable=True))
        session.add_column(sa.Column("tablet_id", sa.Uuid(), nullable=True))
    op.execute("UPDATE sign_in_session SET last_seen_at = created_at")
    with op.batch_alter_table("sign_in_session") as session:
        session.alter_column("method", server_default=None)
        session.alter_column("last_seen_at", existing_type=sa.DateTime(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("sign_in_session") as session:
        for name in ("tablet_id", "device_key", "label", "idle_minutes", "last_seen_at", "verified_at", "method"):
            session.drop_column(name)
