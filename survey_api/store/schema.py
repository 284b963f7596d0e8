"""Every table of the service in one place: what migrations, backups and tests compare with."""

from survey_api.store import (
    decision_tables,
    edit_tables,
    fact_tables,
    review_tables,
    sample_tables,
    sync_tables,
    tablet_tables,
)
from survey_api.store.tables import METADATA

# Each adds its tables to METADATA when it is imported.
TABLE_MODULES = (
    decision_tables,
    edit_tables,
    fact_tables,
    review_tables,
    sample_tables,
    sync_tables,
    tablet_tables,
)

__all__ = ["METADATA", "TABLE_MODULES"]
