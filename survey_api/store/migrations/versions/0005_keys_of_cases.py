"""What interviews say is locked with a key of their case."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


class StoredInClear(Exception):
    """This step cannot lock what is there: the keys are made by the program that receives."""


def upgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text("SELECT count(*) FROM contents")):
        raise StoredInClear("export what was collected with the former version, then start a new home")
    op.create_table(
        "key_slots",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_key_slots")),
        sa.UniqueConstraint("slot", name=op.f("uq_key_slots_slot")),
    )
    op.drop_table("contents")
    op.create_table(
        "contents",
        sa.Column("submission", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission"], ["submissions.number"], name=op.f("fk_contents_submission_submissions")
        ),
        sa.PrimaryKeyConstraint("submission", name=op.f("pk_contents")),
    )
    op.create_index(op.f("ix_contents_slot"), "contents", ["slot"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("what is locked is not unlocked again; restore the backup made before")
