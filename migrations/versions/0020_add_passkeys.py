"""Passkeys of staff and of patients, and the challenges that they answer. Nobody has one yet, so no row moves."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "sign_in_challenge",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("bound_to", sa.Uuid(), nullable=True),
        sa.Column("method", sa.String(length=32), nullable=True),
        sa.Column("user_handle", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_challenge")),
    )
    op.create_index("ix_sign_in_challenge_expires_at", "sign_in_challenge", ["expires_at"])
    op.create_table(
        "staff_passkey",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_passkey_columns(),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_staff_passkey_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_staff_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_staff_passkey_credential_id")),
    )
    op.create_table(
        "patient_passkey",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        *_passkey_columns(),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patient.clinic_id", "patient.id"],
            name=op.f("fk_patient_passkey_clinic_id_patient_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_patient_passkey")),
        sa.UniqueConstraint("clinic_id", "credential_id", name=op.f("uq_patient_passkey_clinic_id_credential_id")),
    )
    op.create_index("ix_patient_passkey_patient", "patient_passkey", ["clinic_id", "patient_id"])


def _passkey_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("user_handle", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("is_synced", sa.Boolean(), nullable=False),
        sa.Column("is_backed_up", sa.Boolean(), nullable=False),
        sa.Column("aaguid", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(), nullable=True),
        sa.Column("copied_at", sa.DateTime(), nullable=True),
    ]


def downgrade() -> None:
    op.drop_table("patient_passkey")
    op.drop_table("staff_passkey")
    op.drop_table("sign_in_challenge")
