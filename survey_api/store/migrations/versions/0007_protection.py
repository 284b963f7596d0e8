"""Keys of custodians, sealed originals, hints of teams, and what was removed when its time had come."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "custodian_keys",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_custodian_keys")),
        sa.UniqueConstraint("number", name=op.f("uq_custodian_keys_number")),
    )
    op.create_table(
        "sealed_originals",
        sa.Column("submission", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("original", sa.LargeBinary(), nullable=False),
        _of_submission("sealed_originals"),
        sa.PrimaryKeyConstraint("submission", name=op.f("pk_sealed_originals")),
    )
    op.create_index(op.f("ix_sealed_originals_slot"), "sealed_originals", ["slot"], unique=False)
    op.create_table(
        "hints",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("hint", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("team", "unit_id", name=op.f("pk_hints")),
    )
    op.create_index(op.f("ix_hints_slot"), "hints", ["slot"], unique=False)
    op.create_table(
        "removals",
        sa.Column("submission", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        _of_submission("removals"),
        sa.PrimaryKeyConstraint("submission", "what", name=op.f("pk_removals")),
    )


def _of_submission(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_submission_submissions")
    return sa.ForeignKeyConstraint(["submission"], ["submissions.number"], name=name)


def downgrade() -> None:
    raise NotImplementedError("what is sealed is not opened again; restore the backup made before")
