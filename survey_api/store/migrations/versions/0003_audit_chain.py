"""The log becomes a chain with a signed end."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from survey_api.store.chain import START, link

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_audit_days")),
    )
    op.create_table(
        "events_chained",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_events_chained"),
    )
    _chain()
    op.drop_table("events")
    op.rename_table("events_chained", "events")
    if not _is_sqlite():
        op.execute("ALTER TABLE events RENAME CONSTRAINT pk_events_chained TO pk_events")
    _only_added("events")
    _only_added("audit_days")


def _chain() -> None:
    """The events there are, each linked to the one before."""
    connection = op.get_bind()
    before, chained = _events("events"), _events("events_chained", sa.column("digest"))
    digest, number, at = START, 0, None
    for row in connection.execute(sa.select(before).order_by(before.c.number)).mappings().all():
        number += 1
        at = row["at"] if row["at"].tzinfo else row["at"].replace(tzinfo=UTC)
        digest = link(digest, number, at, row["actor"], row["action"], row["object"], row["details"])
        connection.execute(sa.insert(chained).values({**row, "number": number, "digest": digest}))
    if at is not None:
        _head(connection, number, digest, at)


def _events(name: str, *more: sa.ColumnClause[Any]) -> sa.TableClause:
    texts = [sa.column(text, sa.Text()) for text in ("actor", "action", "object", "details")]
    return sa.table(name, sa.column("number"), sa.column("at", sa.DateTime(timezone=True)), *texts, *more)


def _head(connection: sa.Connection, number: int, digest: str, at: datetime) -> None:
    kept = at.astimezone(UTC).replace(tzinfo=None) if _is_sqlite() else at
    head = sa.table(
        "audit_head",
        *(sa.column(name) for name in ("id", "number", "digest", "signature")),
        sa.column("at", sa.DateTime(timezone=True)),
    )
    connection.execute(sa.insert(head).values(id=1, number=number, digest=digest, at=kept, signature=""))


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _only_added(table: str) -> None:
    """What was written in such a table is neither changed nor deleted, by the program or by hand."""
    if _is_sqlite():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
            )
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION {table}_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is only ever added to'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_added()"
    )


def downgrade() -> None:
    raise NotImplementedError("a chain is not unmade")
