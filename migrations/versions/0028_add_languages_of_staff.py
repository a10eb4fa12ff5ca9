"""In which language a member of staff reads, and a message is sent. Patients had theirs from the start."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.add_column("account", sa.Column("language", sa.String()))
    op.add_column("outgoing_message", sa.Column("language", sa.String()))


def downgrade() -> None:
    op.drop_column("outgoing_message", "language")
    op.drop_column("account", "language")
