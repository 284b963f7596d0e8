"""Runs the steps on the connection that the program hands over."""

from alembic import context

from survey_api.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
