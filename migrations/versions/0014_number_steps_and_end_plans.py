"""Steps of an alert in their order, also where several happen at one moment, and when a plan ended.

Steps that are there keep the number 0, and so the order of their times.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    with op.batch_alter_table("alert") as alert:
        alert.add_column(sa.Column("plan_ended_at", sa.DateTime(), nullable=True))
    op.drop_index("ix_alert_step_alert", "alert_step")
    with op.batch_alter_table("alert_step") as step:
        step.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("alert_step") as step:
        step.alter_column("number", server_default=None)
    op.create_index("ix_alert_step_alert", "alert_step", ["clinic_id", "alert_id", "number"])


def downgrade() -> None:
    op.drop_index("ix_alert_step_alert", "alert_step")
    with op.batch_alter_table("alert_step") as step:
        step.drop_column("number")
    op.create_index("ix_alert_step_alert", "alert_step", ["clinic_id", "alert_id", "at"])
    with op.batch_alter_table("alert") as alert:
        alert.drop_column("plan_ended_at")
