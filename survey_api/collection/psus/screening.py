"""Households that are screened after the approval: their start was drawn before, so their cases are drawn as they come.

Only a unit that the approval knew, and of which nobody knows whether somebody eligible lives there, can be screened so;
of two records that tell, the one that the server took first stands. Everything else that comes later is kept and
changes nothing: where somebody was selected, or nobody could be, the selection stands.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from questionnaires.codes import Eligibility
from questionnaires.fieldwork import FieldForms
from questionnaires.identifiers import read_unit_id
from questionnaires.problems import ProblemError
from survey_api.collection.psus.approving import digest_of
from survey_api.collection.psus.bringing import records_of, standings
from survey_api.collection.psus.drawing import DrawnUnit, draw, is_screened
from survey_api.collection.psus.listing import ListedRecord
from survey_api.collection.psus.reading import KIND, LoadedSample, loaded
from survey_api.collection.psus.state import PsuAction
from survey_api.store import decisions, listing
from survey_api.store.events import Deed, log
from survey_api.store.vault import Vault
from survey_api.store.verdicts import SERVICE
from survey_api.store.writer import Writer

LOG = logging.getLogger("survey_api.screening")


class Screening:
    """Takes screenings in when their verdicts are on the disk; nothing to do until a listing was approved."""

    def __init__(
        self, writer: Writer, vault: Vault, forms: FieldForms, clock: Callable[[], datetime], *, approved: bool
    ) -> None:
        self._writer = writer
        self._vault = vault
        self._forms = forms
        self._clock = clock
        self.approved = approved

    def look(self, records: Iterable[tuple[str, int]] | None = None) -> None:
        """Take in what these records (questionnaire and number) say of units; all there are, where none are named."""
        form_id = self._forms.listing.form_id
        numbers = None if records is None else [number for questionnaire, number in records if questionnaire == form_id]
        if not self.approved or numbers == []:
            return

        def change(connection: Connection) -> int:
            return take(connection, self._vault, self._forms, self._clock(), numbers)

        try:
            self._writer.change(change).add_done_callback(lambda done: _complain(done.exception()))
        except ProblemError as error:  # taken up at the next start, or with the next record
            _complain(error)


def _complain(error: BaseException | None) -> None:
    if error is not None:
        LOG.error("screenings were not taken in", extra={"error": type(error).__name__})


def take(
    connection: Connection, vault: Vault, forms: FieldForms, at: datetime, numbers: Sequence[int] | None = None
) -> int:
    """Take in what records say of units that were not screened, in the caller's transaction; how many units."""
    candidates = listing.unsettled(connection, forms.listing.form_id, numbers)
    sample = loaded(connection) if candidates else None
    if sample is None or sample.came_listed:
        return 0
    closed = _closed(connection, {row["psu_id"] for row in candidates.values()})
    taken = 0
    for unit_id, row in sorted(candidates.items()):
        if row["psu_id"] in closed:
            continue
        found = _screened(connection, vault, forms, sample, row)
        if found is not None:
            _keep(connection, unit_id, *found, at)
            taken += 1
    return taken


def _closed(connection: Connection, psu_ids: set[str]) -> set[str]:
    """Those of these PSUs whose work has ended."""
    steps = (PsuAction.APPROVE, PsuAction.CLOSE, PsuAction.REOPEN)
    decided = decisions.of_objects(connection, [f"{KIND}:{psu_id}" for psu_id in psu_ids])
    last = {
        name.partition(":")[2]: [one.action for one in made if one.action in steps][-1:]
        for name, made in decided.items()
    }
    return {psu_id for psu_id in psu_ids if last.get(psu_id) == [PsuAction.CLOSE]}


def _screened(
    connection: Connection, vault: Vault, forms: FieldForms, sample: LoadedSample, row: Mapping[str, Any]
) -> tuple[ListedRecord, DrawnUnit] | None:
    """The first record that tells more of who lives there than the row does, and what it makes."""
    unit_id = str(row["unit_id"])
    name, unscreened = read_unit_id(unit_id), not is_screened(row, forms)
    found = standings(connection, listing.names_of_units(connection, forms.listing.form_id, [unit_id]))
    records = records_of(connection, vault, (one for one in found if not one.beside and not one.apart))
    for record in sorted(records, key=lambda one: one.submission):
        drawn = draw(name, record.held, sample.place(name.psu_id), forms) if record.unit_id == unit_id else None
        if drawn is None or drawn.incomplete or not is_screened(drawn.unit, forms):
            continue
        if unscreened or drawn.unit["eligibility"] != Eligibility.UNKNOWN:
            return record, drawn
    return None


def _keep(connection: Connection, unit_id: str, record: ListedRecord, drawn: DrawnUnit, at: datetime) -> None:
    listing.freeze(connection, [drawn.unit], drawn.roster, drawn.cases, {unit_id: record.submission}, at)
    told = {"cases": len(drawn.cases), "digest": digest_of([drawn.unit], drawn.roster, drawn.cases)}
    log(connection, Deed(at, SERVICE, "unit.screened", f"unit:{unit_id}", told))
