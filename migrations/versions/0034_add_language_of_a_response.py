"""In which language a questionnaire was asked. NULL: nobody noted it, as for all that came before, and on paper.

A form that was answered on a phone before had English words, or those of the clinic's own folder: which, nobody can say
any more, so that nothing is filled in.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.add_column("response", sa.Column("language", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("response", "language")
