"""Submissions are numbered in the order in which the server took them; content and verdict stand beside them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FORMER = ("submissions", "records", "attachments")


def upgrade() -> None:
    for index in (
        "ix_submissions_device_id",
        "ix_submissions_form_id_instance_id",
        "ix_submissions_received_at",
        "uq_submissions_accepted",
    ):
        op.drop_index(index, table_name="submissions")
    for table in FORMER:
        op.rename_table(table, f"former_{table}")
        if op.get_bind().dialect.name == "postgresql":  # where names of keys are those of the whole database
            op.execute(f"ALTER TABLE former_{table} RENAME CONSTRAINT pk_{table} TO pk_former_{table}")
    _make_tables()
    _move_rows()
    for table in ("records", "attachments", "submissions"):
        op.drop_table(f"former_{table}")
    op.create_index("ix_submissions_case_id", "submissions", ["case_id"])
    _unique("uq_submissions_accepted", ["instance_id", "form_id"], "quarantine IS NULL")
    _unique("uq_submissions_apart", ["instance_id", "form_id", "digest"], "quarantine IS NOT NULL")


def _unique(name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, "submissions", columns, unique=True, sqlite_where=condition, postgresql_where=condition
    )


def _make_tables() -> None:
    op.create_table(
        "submissions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("instance_id", sa.String(), nullable=False),
        sa.Column("deprecated_id", sa.String(), nullable=True),
        sa.Column("unit_id", sa.String(), nullable=True),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quarantine", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["devices.device_id"], name=op.f("fk_submissions_device_id_devices")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_submissions")),
    )
    op.create_table(
        "contents",
        sa.Column("submission", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _of_submission("contents"),
        sa.PrimaryKeyConstraint("submission", name=op.f("pk_contents")),
    )
    op.create_table(
        "verdicts",
        sa.Column("submission", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n_problems", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        _of_submission("verdicts"),
        sa.PrimaryKeyConstraint("submission", name=op.f("pk_verdicts")),
    )
    op.create_table(
        "attachments",
        sa.Column("submission", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _of_submission("attachments"),
        sa.PrimaryKeyConstraint("submission", "name", "sha256", name=op.f("pk_attachments")),
    )


def _of_submission(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_submission_submissions")
    return sa.ForeignKeyConstraint(["submission"], ["submissions.number"], name=name)


def _move_rows() -> None:
    op.execute(
        "INSERT INTO submissions (number, digest, form_id, version, instance_id, deprecated_id, unit_id, case_id, "
        "device_id, received_at, quarantine) "
        "SELECT row_number() OVER (ORDER BY s.received_at, s.sha256), s.sha256, s.form_id, s.version, s.instance_id, "
        "r.deprecated_id, r.unit_id, r.case_id, s.device_id, s.received_at, s.quarantine "
        "FROM former_submissions s LEFT JOIN former_records r ON r.sha256 = s.sha256"
    )
    op.execute(
        "INSERT INTO contents (submission, content) SELECT n.number, s.content "
        "FROM former_submissions s JOIN submissions n ON n.digest = s.sha256 ORDER BY n.number"
    )
    op.execute(
        "INSERT INTO verdicts (submission, n_problems, problems, checked_at) "
        "SELECT n.number, r.n_problems, r.problems, n.received_at "
        "FROM former_records r JOIN submissions n ON n.digest = r.sha256 ORDER BY n.number"
    )
    op.execute(
        "INSERT INTO attachments (submission, name, sha256, content) SELECT n.number, a.name, a.sha256, a.content "
        "FROM former_attachments a JOIN submissions n ON n.digest = a.submission"
    )


def downgrade() -> None:
    raise NotImplementedError("the order of arrival cannot be forgotten again; restore the backup made before")
