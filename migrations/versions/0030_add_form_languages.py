"""A further language in which a patient may be asked questionnaires, whose wording is never translated by us."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.add_column("patient", sa.Column("form_language", sa.String()))


def downgrade() -> None:
    op.drop_column("patient", "form_language")
