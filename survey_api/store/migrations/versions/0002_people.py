"""Teams and one-time codes of staff; sessions that end when nobody uses them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.add_column(sa.Column("team", sa.String(), nullable=False, server_default="1"))
        staff.add_column(sa.Column("code_secret", sa.String(), nullable=True))
        staff.add_column(sa.Column("code_step", sa.Integer(), nullable=True))
    op.drop_table("staff_sessions")  # everybody signs in again
    op.create_table(
        "staff_sessions",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("enrolling", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["staff.login"], name=op.f("fk_staff_sessions_login_staff")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_staff_sessions")),
    )
    op.create_index(op.f("ix_staff_sessions_login"), "staff_sessions", ["login"], unique=False)


def downgrade() -> None:
    op.drop_table("staff_sessions")
    op.create_table(
        "staff_sessions",
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["login"], ["staff.login"], name=op.f("fk_staff_sessions_login_staff")),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_staff_sessions")),
    )
    op.create_index(op.f("ix_staff_sessions_login"), "staff_sessions", ["login"], unique=False)
    with op.batch_alter_table("staff") as staff:
        for column in ("code_step", "code_secret", "team"):
            staff.drop_column(column)
