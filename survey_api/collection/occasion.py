"""When an order is carried out, who gave it, and the keys and the forms for the few orders that need them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from questionnaires.fieldwork import FieldForms
from survey_api.store.events import Deed, log
from survey_api.store.vault import Vault

Arguments = Mapping[str, Any]
Result = dict[str, Any]
COMMAND_LINE = "command line"
BACKUP_MADE = "backup.made"


@dataclass(frozen=True)
class Occasion:
    """``by``: a login, or the command line of the machine. ``vault`` opens the keys of cases.

    ``forms``: which form plays which part, for orders that read what records say. ``digest_key``: the home's secret.
    """

    at: datetime
    vault: Callable[[], Vault]
    by: str = COMMAND_LINE
    forms: FieldForms | None = None
    digest_key: Callable[[], bytes] | None = None

    def log(self, connection: Connection, action: str, what: str, **details: object) -> None:
        """Write down what was done, in the transaction that does it."""
        log(connection, Deed(self.at, self.by, action, what, details))
