"""Safety screens, the checks before sessions, motor thresholds, and all that a session records.

A clinic that is in use starts without screens: a course that has had a session goes on, and its page says that no
screen is on file. What its sessions did not record stays empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "motor_threshold",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("value > 0", name=op.f("ck_motor_threshold_value")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "course_id"],
            ["course.clinic_id", "course.id"],
            name=op.f("fk_motor_threshold_clinic_id_course_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_motor_threshold")),
    )
    op.create_index("ix_motor_threshold_course", "motor_threshold", ["clinic_id", "course_id", "measured_on"])

    op.create_table(
        "safety_screen",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("filled_in_by", sa.Uuid(), nullable=False),
        sa.Column("filled_in_at", sa.DateTime(), nullable=False),
        sa.Column("cleared_by", sa.Uuid(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(), nullable=True),
        sa.Column("clear_reason", sa.String(), nullable=True),
        sa.Column("overridden", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(cleared_at IS NULL) = (clear_reason IS NULL)", name=op.f("ck_safety_screen_cleared_with_reason")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "course_id"],
            ["course.clinic_id", "course.id"],
            name=op.f("fk_safety_screen_clinic_id_course_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_safety_screen")),
        sa.UniqueConstraint(
            "clinic_id", "course_id", "number", name=op.f("uq_safety_screen_clinic_id_course_id_number")
        ),
    )
    op.create_table(
        "re_check",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("hold_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "course_id"], ["course.clinic_id", "course.id"], name=op.f("fk_re_check_clinic_id_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["clinic_id", "hold_id"], ["hold.clinic_id", "hold.id"], name=op.f("fk_re_check_clinic_id_hold_id")
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_re_check")),
    )
    op.create_index("ix_re_check_course", "re_check", ["clinic_id", "course_id", "day"])

    with op.batch_alter_table("stimulation_block") as batch_op:
        batch_op.add_column(sa.Column("pattern", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("intensity_percent_mso", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("pulses_planned", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("trains", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("pulses_per_train", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("iti_seconds", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("localisation", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("coil_position", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("ap_mm", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("lateral_degrees", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("angle_degrees", sa.Double(), nullable=True))

    with op.batch_alter_table("treatment_session") as batch_op:
        batch_op.add_column(sa.Column("phase", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("session_in_day", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("device", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("coil", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("coil_serial", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("threshold_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("cpt", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("ears_patient", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("ears_operator", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("physician", sa.String(), nullable=True))
        batch_op.create_check_constraint("session_in_day", "session_in_day IS NULL OR session_in_day BETWEEN 1 AND 12")
        batch_op.create_check_constraint("ends_after_start", "ended_at IS NULL OR ended_at >= started_at")
        batch_op.create_foreign_key(
            batch_op.f("fk_treatment_session_clinic_id_threshold_id"),
            "motor_threshold",
            ["clinic_id", "threshold_id"],
            ["clinic_id", "id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("treatment_session") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_treatment_session_session_in_day"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_treatment_session_ends_after_start"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_treatment_session_clinic_id_threshold_id"), type_="foreignkey")
        batch_op.drop_column("physician")
        batch_op.drop_column("ears_operator")
        batch_op.drop_column("ears_patient")
        batch_op.drop_column("cpt")
        batch_op.drop_column("threshold_id")
        batch_op.drop_column("coil_serial")
        batch_op.drop_column("coil")
        batch_op.drop_column("device")
        batch_op.drop_column("reason")
        batch_op.drop_column("ended_at")
        batch_op.drop_column("session_in_day")
        batch_op.drop_column("phase")

    with op.batch_alter_table("stimulation_block") as batch_op:
        batch_op.drop_column("angle_degrees")
        batch_op.drop_column("lateral_degrees")
        batch_op.drop_column("ap_mm")
        batch_op.drop_column("coil_position")
        batch_op.drop_column("localisation")
        batch_op.drop_column("iti_seconds")
        batch_op.drop_column("pulses_per_train")
        batch_op.drop_column("trains")
        batch_op.drop_column("pulses_planned")
        batch_op.drop_column("intensity_percent_mso")
        batch_op.drop_column("pattern")

    op.drop_table("re_check")
    op.drop_table("safety_screen")
    op.drop_table("motor_threshold")
