"""Who of the clinic entered a questionnaire, and a remark of theirs.

What patients sent themselves has neither.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("response") as response:
        response.add_column(sa.Column("entered_by", sa.Uuid(), nullable=True))
        response.add_column(sa.Column("note", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("response") as response:
        response.drop_column("note")
        response.drop_column("entered_by")
