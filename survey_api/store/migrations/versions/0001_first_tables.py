"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEPT_AS_THEY_ARE = ("events", "questionnaire_versions")


def upgrade() -> None:
    op.create_table('devices',
    sa.Column('device_id', sa.String(), nullable=False),
    sa.Column('token_sha256', sa.String(), nullable=False),
    sa.Column('team', sa.String(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('device_id', name=op.f('pk_devices'))
    )
    op.create_table('events',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('object', sa.String(), nullable=False),
    sa.Column('details', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_events'))
    )
    op.create_table('questionnaire_versions',
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('form_id', sa.String(), nullable=False),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('xform', sa.LargeBinary(), nullable=False),
    sa.Column('md5', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_questionnaire_versions')),
    sa.UniqueConstraint('form_id', 'version', name=op.f('uq_questionnaire_versions_form_id_version'))
    )
    op.create_table('sample_drawn_cases',
    sa.Column('case_id', sa.String(), autoincrement=False, nullable=False),
    sa.Column('unit_id', sa.String(), autoincrement=False, nullable=False),
    sa.Column('line_no', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('psu_id', sa.String(), autoincrement=False, nullable=False),
    sa.Column('sex', sa.String(), autoincrement=False, nullable=False),
    sa.Column('age', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('citizenship', sa.String(), autoincrement=False, nullable=False),
    sa.Column('months_in_tunisia', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('p_person', sa.Float(), autoincrement=False, nullable=False),
    sa.Column('questionnaire_version', sa.String(), autoincrement=False, nullable=False),
    sa.Column('frame', sa.String(), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('case_id', name=op.f('pk_sample_drawn_cases'))
    )
    op.create_table('sample_facts',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_sample_facts'))
    )
    op.create_table('sample_listing_units',
    sa.Column('unit_id', sa.String(), autoincrement=False, nullable=False),
    sa.Column('psu_id', sa.String(), autoincrement=False, nullable=False),
    sa.Column('status', sa.String(), autoincrement=False, nullable=False),
    sa.Column('disposition', sa.String(), autoincrement=False, nullable=True),
    sa.Column('eligibility', sa.String(), autoincrement=False, nullable=False),
    sa.Column('n_persons', sa.Integer(), autoincrement=False, nullable=True),
    sa.Column('n_foreign', sa.Integer(), autoincrement=False, nullable=True),
    sa.Column('n_eligible', sa.Integer(), autoincrement=False, nullable=True),
    sa.Column('n_selected', sa.Integer(), autoincrement=False, nullable=True),
    sa.Column('p_dwelling', sa.Float(), autoincrement=False, nullable=False),
    sa.Column('questionnaire_version', sa.String(), autoincrement=False, nullable=False),
    sa.Column('frame', sa.String(), autoincrement=False, nullable=False),
    sa.Column('mode', sa.String(), autoincrement=False, nullable=False),
    sa.Column('review_state', sa.String(), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('unit_id', name=op.f('pk_sample_listing_units'))
    )
    op.create_table('sample_psus',
    sa.Column('psu_id', sa.String(), autoincrement=False, nullable=False),
    sa.Column('stratum', sa.String(), autoincrement=False, nullable=False),
    sa.Column('governorate', sa.String(), autoincrement=False, nullable=False),
    sa.Column('region', sa.String(), autoincrement=False, nullable=False),
    sa.Column('milieu', sa.String(), autoincrement=False, nullable=False),
    sa.Column('frame', sa.String(), autoincrement=False, nullable=False),
    sa.Column('frame_dwellings', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('p_psu', sa.Float(), autoincrement=False, nullable=False),
    sa.Column('certainty', sa.Boolean(), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('psu_id', name=op.f('pk_sample_psus'))
    )
    op.create_table('sample_roster',
    sa.Column('unit_id', sa.String(), autoincrement=False, nullable=False),
    sa.Column('line_no', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sex', sa.String(), autoincrement=False, nullable=False),
    sa.Column('age', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('citizenship', sa.String(), autoincrement=False, nullable=False),
    sa.Column('months_in_tunisia', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('intends_six_months', sa.String(), autoincrement=False, nullable=True),
    sa.Column('works_or_seeks', sa.String(), autoincrement=False, nullable=True),
    sa.Column('eligibility', sa.String(), autoincrement=False, nullable=False),
    sa.Column('selected', sa.Boolean(), autoincrement=False, nullable=False),
    sa.Column('p_person', sa.Float(), autoincrement=False, nullable=True),
    sa.Column('case_id', sa.String(), autoincrement=False, nullable=True),
    sa.Column('questionnaire_version', sa.String(), autoincrement=False, nullable=False),
    sa.Column('frame', sa.String(), autoincrement=False, nullable=False),
    sa.Column('mode', sa.String(), autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('unit_id', 'line_no', name=op.f('pk_sample_roster'))
    )
    op.create_table('staff',
    sa.Column('login', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('login', name=op.f('pk_staff'))
    )
    op.create_table('staff_sessions',
    sa.Column('token_sha256', sa.String(), nullable=False),
    sa.Column('login', sa.String(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['login'], ['staff.login'], name=op.f('fk_staff_sessions_login_staff')),
    sa.PrimaryKeyConstraint('token_sha256', name=op.f('pk_staff_sessions'))
    )
    op.create_index(op.f('ix_staff_sessions_login'), 'staff_sessions', ['login'], unique=False)
    op.create_table('submissions',
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('form_id', sa.String(), nullable=False),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('instance_id', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('device_id', sa.String(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('quarantine', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['device_id'], ['devices.device_id'], name=op.f('fk_submissions_device_id_devices')),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_submissions'))
    )
    op.create_index(op.f('ix_submissions_device_id'), 'submissions', ['device_id'], unique=False)
    op.create_index('ix_submissions_form_id_instance_id', 'submissions', ['form_id', 'instance_id'], unique=False)
    op.create_index(op.f('ix_submissions_received_at'), 'submissions', ['received_at'], unique=False)
    op.create_index('uq_submissions_accepted', 'submissions', ['form_id', 'instance_id'], unique=True, sqlite_where=sa.text('quarantine IS NULL'), postgresql_where=sa.text('quarantine IS NULL'))
    op.create_table('attachments',
    sa.Column('submission', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['submission'], ['submissions.sha256'], name=op.f('fk_attachments_submission_submissions')),
    sa.PrimaryKeyConstraint('submission', 'name', 'sha256', name=op.f('pk_attachments'))
    )
    op.create_table('records',
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('form_id', sa.String(), nullable=False),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('deprecated_id', sa.String(), nullable=True),
    sa.Column('unit_id', sa.String(), nullable=True),
    sa.Column('case_id', sa.String(), nullable=True),
    sa.Column('n_problems', sa.Integer(), nullable=False),
    sa.Column('problems', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['sha256'], ['submissions.sha256'], name=op.f('fk_records_sha256_submissions')),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_records'))
    )
    op.create_index(op.f('ix_records_case_id'), 'records', ['case_id'], unique=False)
    op.create_index(op.f('ix_records_form_id'), 'records', ['form_id'], unique=False)
    op.create_index(op.f('ix_records_unit_id'), 'records', ['unit_id'], unique=False)
    for table in KEPT_AS_THEY_ARE:
        _refuse_changes(table)


def _refuse_changes(table: str) -> None:
    """What was written in such a table is neither changed nor deleted, by the program or by hand."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_only_added() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is only ever added to'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_added()"
    )


def downgrade() -> None:
    op.drop_index(op.f('ix_records_unit_id'), table_name='records')
    op.drop_index(op.f('ix_records_form_id'), table_name='records')
    op.drop_index(op.f('ix_records_case_id'), table_name='records')
    op.drop_table('records')
    op.drop_table('attachments')
    op.drop_index('uq_submissions_accepted', table_name='submissions', sqlite_where=sa.text('quarantine IS NULL'), postgresql_where=sa.text('quarantine IS NULL'))
    op.drop_index(op.f('ix_submissions_received_at'), table_name='submissions')
    op.drop_index('ix_submissions_form_id_instance_id', table_name='submissions')
    op.drop_index(op.f('ix_submissions_device_id'), table_name='submissions')
    op.drop_table('submissions')
    op.drop_index(op.f('ix_staff_sessions_login'), table_name='staff_sessions')
    op.drop_table('staff_sessions')
    op.drop_table('staff')
    op.drop_table('sample_roster')
    op.drop_table('sample_psus')
    op.drop_table('sample_listing_units')
    op.drop_table('sample_facts')
    op.drop_table('sample_drawn_cases')
    op.drop_table('questionnaire_versions')
    op.drop_table('events')
    op.drop_table('devices')
    if op.get_bind().dialect.name == "postgresql":
        for table in KEPT_AS_THEY_ARE:
            op.execute(f"DROP FUNCTION {table}_only_added()")
