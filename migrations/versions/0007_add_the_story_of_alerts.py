"""One open alert per family of rules, who owns it, its whole story, and what derived rules were raised for.

"SI" becomes SI-1 or SI-2 by its value. Where an old SI-5 and an old SI are both open for one patient, the SI-5 keeps
a family of its own until it is closed: nothing is closed by a migration.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_OPEN = sa.text("closed_at IS NULL")
_RENAME = (
    "UPDATE alert SET rule = CASE WHEN value >= 2 THEN 'SI-2' ELSE 'SI-1' END WHERE rule = 'SI'",
    "UPDATE alert SET family = CASE WHEN rule IN ('SI-1', 'SI-2') THEN 'SI' ELSE rule END",
    """UPDATE alert SET family = 'SI' WHERE rule = 'SI-5' AND (closed_at IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM alert AS other WHERE other.clinic_id = alert.clinic_id
        AND other.patient_id = alert.patient_id AND other.closed_at IS NULL AND other.family = 'SI'))""",
    "UPDATE alert SET owner_role = 'technician' WHERE rule = 'UNPLACED'",
)


def upgrade() -> None:
    op.create_table(
        "system_alert",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("done", sa.String(), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_system_alert_clinic_id")),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_system_alert")),
    )
    op.create_index(
        "uq_system_alert_open",
        "system_alert",
        ["clinic_id", "kind"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "alert_evidence",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "course_id"],
            ["course.clinic_id", "course.id"],
            name=op.f("fk_alert_evidence_clinic_id_course_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "course_id", "rule", "evidence", name=op.f("pk_alert_evidence")),
    )
    op.create_table(
        "course_watch",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("of_facts", sa.Integer(), nullable=False),
        sa.Column("of_day", sa.Date(), nullable=False),
        sa.Column("of_settings", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "course_id"],
            ["course.clinic_id", "course.id"],
            name=op.f("fk_course_watch_clinic_id_course_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "course_id", name=op.f("pk_course_watch")),
    )
    op.create_table(
        "alert_step",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clinic_id", "alert_id"], ["alert.clinic_id", "alert.id"], name=op.f("fk_alert_step_clinic_id_alert_id")
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_alert_step")),
    )
    op.create_index("ix_alert_step_alert", "alert_step", ["clinic_id", "alert_id", "at"])
    op.drop_index("uq_alert_open", "alert")
    with op.batch_alter_table("alert") as alert:
        # With defaults for the alerts that are there; the application gives its own to new ones.
        alert.add_column(sa.Column("family", sa.String(), nullable=False, server_default=""))
        alert.add_column(sa.Column("symptoms", sa.JSON(), nullable=False, server_default="[]"))
        alert.add_column(sa.Column("owner_role", sa.String(length=32), nullable=False, server_default="clinician"))
        alert.add_column(sa.Column("owner_id", sa.Uuid(), nullable=True))
        alert.add_column(sa.Column("acted_at", sa.DateTime(), nullable=True))
        alert.add_column(sa.Column("escalated", sa.Integer(), nullable=False, server_default="0"))
        alert.add_column(sa.Column("plan_until", sa.Date(), nullable=True))
        alert.add_column(sa.Column("plan", sa.String(), nullable=True))
        alert.add_column(sa.Column("planned_by", sa.Uuid(), nullable=True))
        alert.add_column(sa.Column("action", sa.String(), nullable=True))
    for statement in _RENAME:
        op.execute(statement)
    with op.batch_alter_table("alert") as alert:
        for column in ("family", "symptoms", "owner_role", "escalated"):
            alert.alter_column(column, server_default=None)
    op.create_index(
        "uq_alert_open",
        "alert",
        ["clinic_id", "patient_id", "family"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def downgrade() -> None:
    op.drop_index("uq_alert_open", "alert")
    with op.batch_alter_table("alert") as alert:
        for column in (
            "action",
            "planned_by",
            "plan",
            "plan_until",
            "escalated",
            "acted_at",
            "owner_id",
            "owner_role",
            "symptoms",
            "family",
        ):
            alert.drop_column(column)
    op.execute("UPDATE alert SET rule = 'SI' WHERE rule IN ('SI-1', 'SI-2', 'SI-3')")
    op.create_index(
        "uq_alert_open",
        "alert",
        ["clinic_id", "patient_id", "rule"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    for table in ("alert_step", "course_watch", "alert_evidence", "system_alert"):
        op.drop_table(table)
