"""Comments of reviewers and their words; records found by what they replace."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_comments",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("thread", sa.Integer(), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission"], ["submissions.number"], name=op.f("fk_review_comments_submission_submissions")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_review_comments")),
    )
    op.create_index(op.f("ix_review_comments_submission"), "review_comments", ["submission"], unique=False)
    op.create_table(
        "review_texts",
        sa.Column("comment", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment"], ["review_comments.number"], name=op.f("fk_review_texts_comment_review_comments")
        ),
        sa.PrimaryKeyConstraint("comment", name=op.f("pk_review_texts")),
    )
    op.create_index(op.f("ix_review_texts_slot"), "review_texts", ["slot"], unique=False)
    replacing = sa.text("deprecated_id IS NOT NULL")
    op.create_index(
        "ix_submissions_replacing",
        "submissions",
        ["deprecated_id"],
        unique=False,
        sqlite_where=replacing,
        postgresql_where=replacing,
    )


def downgrade() -> None:
    raise NotImplementedError("what reviewers said is never thrown away; restore the backup made before")
