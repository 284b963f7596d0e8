"""The log of what was done: only ever added to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from survey_api.store.tables import Event, rows_of


@dataclass(frozen=True)
class Deed:
    """What was done, by whom, to what, when. Details hold names and counts, never answers."""

    at: datetime
    actor: str
    action: str
    object: str
    details: Mapping[str, Any]


def log(connection: Connection, deed: Deed) -> None:
    """Add one event, in the transaction of what it tells."""
    details = json.dumps(deed.details, sort_keys=True, ensure_ascii=False)
    connection.execute(insert(rows_of(Event)), {**vars(deed), "details": details})
