"""Failed attempts to sign in are counted in the database, so that all web processes count together.

Of no clinic: they happen before anybody is signed in, and hold hashes alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "throttle",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("free_at", sa.DateTime(), nullable=False),
        sa.Column("known_until", sa.DateTime(), nullable=True),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("forget_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    op.create_index("ix_throttle_forget_at", "throttle", ["forget_at"])


def downgrade() -> None:
    op.drop_index("ix_throttle_forget_at", "throttle")
    op.drop_table("throttle")
