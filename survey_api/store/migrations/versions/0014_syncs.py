"""What tablets brought and when, and by how much their clocks were off."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tablet_syncs",
        sa.Column("device_id", sa.String(), autoincrement=False, nullable=False),
        sa.Column("synced_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("n_records", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n_sendings", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n_bytes", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("clock_ahead", sa.Float(), autoincrement=False, nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["devices.device_id"], name=op.f("fk_tablet_syncs_device_id_devices")),
        sa.PrimaryKeyConstraint("device_id", "synced_at", name=op.f("pk_tablet_syncs")),
    )


def downgrade() -> None:
    op.drop_table("tablet_syncs")
