"""Files of interviews lie locked in a folder; which ones a record names; files that lie beside a questionnaire."""

import json

import sqlalchemy as sa
from alembic import op

from questionnaires.attached import file_questions

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


class StoredInClear(Exception):
    """This step cannot lock the files that are there: the program that receives does."""


def upgrade() -> None:
    connection = op.get_bind()
    if connection.scalar(sa.text("SELECT count(*) FROM attachments")):
        raise StoredInClear("export what was collected with the former version, then start a new home")
    _ask_for_files(connection)
    op.create_table(
        "stored_files",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("slot", "digest", name=op.f("uq_stored_files_slot_digest")),
    )
    op.drop_table("attachments")
    op.create_table(
        "attachments",
        sa.Column("submission", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        _of_submission("attachments"),
        sa.ForeignKeyConstraint(["file"], ["stored_files.name"], name=op.f("fk_attachments_file_stored_files")),
        sa.PrimaryKeyConstraint("submission", "name", "file", name=op.f("pk_attachments")),
    )
    op.create_table(
        "expected_files",
        sa.Column("submission", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        _of_submission("expected_files"),
        sa.PrimaryKeyConstraint("submission", "name", name=op.f("pk_expected_files")),
    )
    op.create_table(
        "form_files",
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("md5", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["form_id", "version"],
            ["questionnaire_versions.form_id", "questionnaire_versions.version"],
            name=op.f("fk_form_files_form_id_version_questionnaire_versions"),
        ),
        sa.PrimaryKeyConstraint("form_id", "version", "name", name=op.f("pk_form_files")),
    )


def _of_submission(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_submission_submissions")
    return sa.ForeignKeyConstraint(["submission"], ["submissions.number"], name=name)


def _ask_for_files(connection: sa.Connection) -> None:
    with op.batch_alter_table("questionnaire_versions") as table:
        table.add_column(sa.Column("file_questions", sa.Text(), nullable=False, server_default="[]"))
    for number, xform in connection.execute(sa.text("SELECT number, xform FROM questionnaire_versions")).all():
        asked = json.dumps(file_questions(bytes(xform)))
        connection.execute(
            sa.text("UPDATE questionnaire_versions SET file_questions = :asked WHERE number = :number"),
            {"asked": asked, "number": number},
        )


def downgrade() -> None:
    raise NotImplementedError("files are not put back into the database; restore the backup made before")
