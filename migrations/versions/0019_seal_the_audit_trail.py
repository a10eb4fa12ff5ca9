"""Make the audit trail tamper-evident: details apart with salted digests, the chain of seals, signed daily heads.

What was noted until now goes into the chain as it is. Corrections that are there have no salt and no digest.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    with op.batch_alter_table("audit_entry") as entry:
        entry.add_column(sa.Column("request_id", sa.String(), nullable=True))
        entry.add_column(sa.Column("detail_digest", sa.String(), nullable=True))
    with op.batch_alter_table("correction") as correction:
        correction.add_column(sa.Column("salt", sa.String(), nullable=True))
    op.create_table(
        "audit_detail",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=True),
        sa.Column("old", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("new", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("salt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_audit_detail_clinic_id")),
        sa.PrimaryKeyConstraint("clinic_id", "entry_id", name=op.f("pk_audit_detail")),
    )
    op.create_index("ix_audit_detail_patient", "audit_detail", ["clinic_id", "patient_id"])
    op.create_table(
        "audit_seal",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_audit_seal_clinic_id")),
        sa.PrimaryKeyConstraint("clinic_id", "seq", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("clinic_id", "entry_id", name=op.f("uq_audit_seal_clinic_id_entry_id")),
    )
    op.create_table(
        "audit_head",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_audit_head_clinic_id")),
        sa.PrimaryKeyConstraint("clinic_id", "on", name=op.f("pk_audit_head")),
    )


def downgrade() -> None:
    op.drop_table("audit_head")
    op.drop_table("audit_seal")
    op.drop_table("audit_detail")
    with op.batch_alter_table("correction") as correction:
        correction.drop_column("salt")
    with op.batch_alter_table("audit_entry") as entry:
        entry.drop_column("detail_digest")
        entry.drop_column("request_id")
