"""The view that pages are made from, kept in memory and brought up to date piece by piece."""

import gc
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Connection

from questionnaires.problems import ProblemError
from survey_api.collection.cases.reading import surroundings
from survey_api.collection.flags.verdicts import KIND as FLAG
from survey_api.collection.reviews.reading import some_standings, standings_of_form
from survey_api.collection.service import Service
from survey_api.store import decisions, listing, progress
from survey_api.store.fetches import every as every_fetch
from survey_api.store.listing import Came
from survey_api.store.progress import Mark
from survey_api.supervision.interviews import InterviewLine, lines
from survey_api.supervision.reading import Ground, psu_lines, tallies
from survey_api.supervision.results import Fieldwork, Verdict
from survey_api.supervision.tally import PsuTally
from survey_api.supervision.view import View

FRESH = 2.0  # seconds during which nobody looks again
OLD = 20.0  # seconds after which nobody is shown it without a new look
LOG = logging.getLogger("survey_api.supervision")
PATIENCE = 5.0  # seconds that a visitor waits for the first view

Found = tuple[Fieldwork | None, str | None]


class NotYet(ProblemError):
    """The field is being read for the first time since the service started."""

    code = "supervision.not_yet"


def nothing_found() -> Found:
    """Where no job has looked at the field yet."""
    return None, None


class Board:
    """The one view of a running service. ``found``: what the job of checks handed over last."""

    def __init__(self, service: Service, found: Callable[[], Found] = nothing_found) -> None:
        self.service = service
        self._found = found
        self._looking = threading.Lock()
        self._view: View | None = None
        self._failed: ProblemError | None = None
        self._looked = float("-inf")
        self._judged: set[int] = set()
        self._floor = 0
        self._came: dict[str, Came] = {}
        self._fetched: dict[str, datetime] = {}
        self._heard: dict[str, datetime] = {}

    def view(self) -> View:
        """The field as it stands; what is a few seconds old is shown while a newer one is made.

        Raises NotYet, and what the store raises.
        """
        if self._view is None:
            return self._first()
        age = time.monotonic() - self._looked
        if age < FRESH or (age < OLD and self._look_aside()):
            return self._view
        with self._looking:
            if time.monotonic() - self._looked >= FRESH:
                self._look()
        return self._view

    def look_again(self) -> None:
        """Somebody decided something: who asks next sees it."""
        self._looked = float("-inf")

    def _look_aside(self) -> bool:
        """Have a newer view made, where nobody is at it already."""
        if self._looking.acquire(blocking=False):
            threading.Thread(target=self._look_and_let_go, name="supervision", daemon=True).start()
        return True

    def _look_and_let_go(self) -> None:
        try:
            self._look()
        except ProblemError:  # whoever asks once the view is old is told
            LOG.warning("the field could not be looked at")
        finally:
            self._looking.release()

    def _first(self) -> View:
        started = threading.Thread(target=self._begin, name="supervision", daemon=True)
        started.start()
        started.join(PATIENCE)
        if self._view is not None:
            return self._view
        if self._failed is not None:
            raise self._failed
        raise NotYet()

    def _begin(self) -> None:
        with self._looking:
            if self._view is None:
                try:
                    self._failed = None
                    self._look()
                except ProblemError as problem:
                    self._failed = problem

    def _look(self) -> None:
        started = time.monotonic()
        before = self._view
        found = self.service.read(lambda connection: self._read(connection, before))
        self._view = replace(found, seconds=time.monotonic() - started) if found is not before else found
        self._looked = time.monotonic()

    def _read(self, connection: Connection, before: View | None) -> View:
        now, mark = self.service.settings.clock(), progress.mark(connection)
        results, failed = self._found()
        if before is None or progress.is_remade(connection, before.mark.event):
            return self._whole(connection, now, mark, before.version if before else 0, results, failed)
        judged = progress.judged_after(connection, self._floor) - self._judged
        same = mark == before.mark and not judged
        if same and (results is before.found) and failed == before.found_failed:
            return replace(before, as_of=now)
        return self._moved(connection, now, mark, before, judged, results, failed)

    def _whole(
        self,
        connection: Connection,
        now: datetime,
        mark: Mark,
        version: int,
        results: Fieldwork | None,
        failed: str | None,
    ) -> View:
        forms = self.service.settings.field_forms
        self._settle(connection)
        ground = Ground(forms, now, surroundings(connection, forms), progress.replaced(connection))
        names = [row["psu_id"] for row in progress.psu_rows(connection)]
        with _without_collector():
            made = {one.psu_id: one for one in tallies(connection, ground, names)}
        self._came = listing.came(connection, forms.listing.form_id)
        self._fetched = {name: one.fetched_at for name, one in every_fetch(connection).items()}
        self._heard = progress.heard_after(connection, 0)
        standings = standings_of_form(connection, forms.individual.form_id)
        return View(
            version + 1,
            now,
            mark,
            made,
            psu_lines(connection, self._came, made),
            lines(standings, progress.held(connection)),
            self._tablets(connection),
            progress.n_apart(connection),
            results,
            failed,
            **_verdicts(connection),
        )

    def _moved(
        self,
        connection: Connection,
        now: datetime,
        mark: Mark,
        before: View,
        judged: set[int],
        results: Fieldwork | None,
        failed: str | None,
    ) -> View:
        forms = self.service.settings.field_forms
        new = progress.about(connection, judged | set(range(before.mark.submission + 1, mark.submission + 1)))
        decided = progress.decided_after(connection, before.mark.decision)
        named = {one.partition(":")[2] for one in decided if one.startswith("case:")}
        named |= {one.case_id for one in new if one.case_id}
        psus = progress.psus_of(connection, named, {one.unit_id for one in new if one.unit_id})
        psus |= {one.partition(":")[2] for one in decided if one.startswith("psu:")} & before.psus.keys()
        names = {one.instance_id for one in new if one.form_id == forms.individual.form_id}
        prefix = f"record:{forms.individual.form_id}:"
        names |= {one.removeprefix(prefix) for one in decided if one.startswith(prefix)}
        interviews = self._interviews(connection, before, names)
        psus |= progress.psus_of(
            connection, {one.case_id for name in names if (one := interviews.get(name)) and one.case_id}
        )
        psus |= self._fetched_since(connection)
        made = self._tallied(connection, now, before, psus)
        if any(one.form_id == forms.listing.form_id for one in new):
            self._came = listing.came(connection, forms.listing.form_id)
        self._heard |= progress.heard_after(connection, before.mark.submission)
        self._settle(connection)
        return replace(
            before,
            version=before.version + 1,
            as_of=now,
            mark=mark,
            tallies=made,
            psus=psu_lines(connection, self._came, made),
            interviews=interviews,
            tablets=self._tablets(connection),
            apart=progress.n_apart(connection),
            found=results,
            found_failed=failed,
            **_verdicts(connection),
        )

    def _tallied(self, connection: Connection, now: datetime, before: View, psus: set[str]) -> dict[str, PsuTally]:
        made = dict(before.tallies)
        if psus:
            forms = self.service.settings.field_forms
            ground = Ground(forms, now, surroundings(connection, forms), progress.replaced(connection))
            made |= {one.psu_id: one for one in tallies(connection, ground, sorted(psus & before.psus.keys()))}
        return made

    def _interviews(self, connection: Connection, before: View, names: set[str]) -> dict[str, InterviewLine]:
        """The interviews, those looked at anew that these records belong to, and the others of their cases."""
        kept = dict(before.interviews)
        form_id = self.service.settings.field_forms.individual.form_id
        beside = {other for name in names if name in kept for other in kept[name].rivals}
        if names:
            found = some_standings(connection, [(form_id, name) for name in sorted(names | beside)])
            beside = {rival for one in found for rival in one.rivals} - names - beside
            found += some_standings(connection, [(form_id, name) for name in sorted(beside)]) if beside else []
            numbers = {record.number for one in found for record in one.members}
            for one in found:
                for record in one.members:
                    kept.pop(record.instance_id, None)
            kept |= lines(found, progress.held(connection, numbers))
        return kept

    def _fetched_since(self, connection: Connection) -> set[str]:
        """The PSUs of what tablets fetched since the last look."""
        every = every_fetch(connection)
        moved = [one for name, one in every.items() if self._fetched.get(name) != one.fetched_at]
        self._fetched = {name: one.fetched_at for name, one in every.items()}
        return progress.psus_of(connection, {case for one in moved for case in one.cases})

    def _tablets(self, connection: Connection) -> list[progress.Tablet]:
        return [
            replace(one, heard_at=max(filter(None, (one.heard_at, self._heard.get(one.device_id))), default=None))
            for one in progress.tablets(connection)
        ]

    def _settle(self, connection: Connection) -> None:
        """Remember which verdicts were seen."""
        self._floor = progress.waiting_from(connection, self._floor)
        self._judged = progress.judged_after(connection, self._floor)


@contextmanager
def _without_collector() -> Iterator[None]:
    """While hundreds of thousands of lines are made, looking for circles among them costs a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _verdicts(connection: Connection) -> dict[str, Any]:
    """The last verdict on each flag, and how many there were."""
    given = {name.partition(":")[2]: made for name, made in decisions.of_kind(connection, FLAG).items()}
    return {
        "verdicts": {key: Verdict(made[-1].action) for key, made in given.items()},
        "judged": {key: len(made) for key, made in given.items()},
    }


def board_of(app: FastAPI, service: Service) -> Board:
    """The board of a running application, made when somebody first asks for it."""
    found: Board | None = getattr(app.state, "board", None)
    if found is None or found.service is not service:
        job = getattr(app.state, "checking", None)
        found = app.state.board = Board(service, job.found if job is not None else nothing_found)
    return found
