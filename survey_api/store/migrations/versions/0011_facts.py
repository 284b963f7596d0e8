"""What records say of the field; what tablets were given to work; languages that people interview in."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty at first: facts of what came before are found at the next start, as verdicts are that are missing."""
    op.create_table(
        "record_facts",
        sa.Column("submission", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("psu_id", sa.String(), nullable=True),
        sa.Column("unit_id", sa.String(), nullable=True),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("interviewer_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("closes", sa.Boolean(), nullable=False),
        sa.Column("language_needed", sa.String(), nullable=True),
        sa.Column("appointment", sa.DateTime(timezone=True), nullable=True),
        sa.Column("selection", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission"], ["submissions.number"], name=op.f("fk_record_facts_submission_submissions")
        ),
        sa.PrimaryKeyConstraint("submission", name=op.f("pk_record_facts")),
    )
    op.create_index(op.f("ix_record_facts_unit_id"), "record_facts", ["unit_id"], unique=False)
    op.create_index(op.f("ix_record_facts_case_id"), "record_facts", ["case_id"], unique=False)
    op.create_table(
        "assignment_fetches",
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("cases", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.device_id"], name=op.f("fk_assignment_fetches_device_id_devices")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_assignment_fetches")),
    )
    op.create_table(
        "staff_languages",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["staff.login"], name=op.f("fk_staff_languages_login_staff")),
        sa.PrimaryKeyConstraint("login", "language", name=op.f("pk_staff_languages")),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup made before")
