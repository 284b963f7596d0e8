"""Edits of answers, texts given to coders, and their codes."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edit_values",
        sa.Column("edit_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("variable", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("edit_id", name=op.f("pk_edit_values")),
    )
    op.create_index(op.f("ix_edit_values_case_id"), "edit_values", ["case_id"], unique=False)
    op.create_table(
        "coding_tasks",
        sa.Column("text_id", sa.String(), nullable=False),
        sa.Column("coder", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("variable", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("text_id", "coder", name=op.f("pk_coding_tasks")),
    )
    op.create_index(op.f("ix_coding_tasks_case_id"), "coding_tasks", ["case_id"], unique=False)
    op.create_table(
        "codings",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("variable", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("coder", sa.String(), nullable=False),
        sa.Column("list_version", sa.String(), nullable=False),
        sa.Column("coded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_codings")),
    )
    op.create_index(op.f("ix_codings_case_id"), "codings", ["case_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("edits and codes are never thrown away; restore the backup made before")
