"""Short codes and told digits for invitations, codes of the clinic for a fresh proof, and counted signatures of phones.

Invitations that wait go on by their link alone, as they were issued.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "proof_code",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["clinic_id", "patient_id"],
            ["patient.clinic_id", "patient.id"],
            name=op.f("fk_proof_code_clinic_id_patient_id"),
        ),
        sa.PrimaryKeyConstraint("clinic_id", "id", name=op.f("pk_proof_code")),
    )
    op.create_index("ix_proof_code_patient", "proof_code", ["clinic_id", "patient_id", "expires_at"])
    with op.batch_alter_table("invitation") as invitation:
        invitation.add_column(sa.Column("form", sa.String(length=32), nullable=True))
        invitation.add_column(sa.Column("code_key", sa.String(), nullable=True))
        invitation.add_column(sa.Column("code_hash", sa.String(), nullable=True))
        invitation.add_column(sa.Column("pin_hash", sa.String(), nullable=True))
        invitation.add_column(sa.Column("failed", sa.Integer(), nullable=False, server_default="0"))
        invitation.create_index("ix_invitation_code", ["clinic_id", "code_key"])
    with op.batch_alter_table("invitation") as invitation:
        invitation.alter_column("failed", server_default=None)
    with op.batch_alter_table("sign_in_session") as session:
        session.add_column(sa.Column("signed_count", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sign_in_session") as session:
        session.drop_column("signed_count")
    with op.batch_alter_table("invitation") as invitation:
        invitation.drop_index("ix_invitation_code")
        for name in ("failed", "pin_hash", "code_hash", "code_key", "form"):
            invitation.drop_column(name)
    op.drop_table("proof_code")
