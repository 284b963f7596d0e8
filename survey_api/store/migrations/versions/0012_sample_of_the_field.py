"""The draw of a sample that is listed in the field, the numbers given to tablets, what an approval froze."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sample_psu_draw",
        sa.Column("psu_id", sa.String(), autoincrement=False, nullable=False),
        sa.Column("replicate", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("selection_seed", sa.String(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("psu_id", name=op.f("pk_sample_psu_draw")),
    )
    op.create_table(
        "sample_psu_releases",
        sa.Column("psu_id", sa.String(), autoincrement=False, nullable=False),
        sa.Column("released", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("p_psu", sa.Float(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("psu_id", "released", name=op.f("pk_sample_psu_releases")),
    )
    op.create_table(
        "sample_psu_segments",
        sa.Column("psu_id", sa.String(), autoincrement=False, nullable=False),
        sa.Column("segments", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("segment", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("p_segment", sa.Float(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("psu_id", name=op.f("pk_sample_psu_segments")),
    )
    op.create_table(
        "serial_blocks",
        sa.Column("psu_id", sa.String(), nullable=False),
        sa.Column("block", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.device_id"], name=op.f("fk_serial_blocks_device_id_devices")),
        sa.PrimaryKeyConstraint("psu_id", "block", name=op.f("pk_serial_blocks")),
    )
    op.create_table(
        "frozen_units",
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("submission", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission"], ["submissions.number"], name=op.f("fk_frozen_units_submission_submissions")
        ),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_frozen_units")),
    )


def downgrade() -> None:
    raise NotImplementedError("what was frozen stays so; restore the backup made before")
