"""The job that has the field checked: an export in a private folder, a process that looks at it, one file of results.

The service computes no statistics: it starts its own command line twice, first for the export, then for what the pages
show (``amem fieldwork evening``), and keeps the JSON that comes back. One run at a time, only where something new came;
the export is removed afterwards, whatever happens. No answer is in the results.
"""

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from questionnaires.problems import ProblemError
from questionnaires.whole_files import write_whole
from survey_api.collection.cases.reading import surroundings
from survey_api.collection.flags import draws
from survey_api.collection.flags.verdicts import verdicts
from survey_api.collection.service import Service
from survey_api.settings import KEY_FILE, URL, Embedded, Settings
from survey_api.store import field_people, progress
from survey_api.store.progress import Mark
from survey_api.supervision.results import Fieldwork, read

LOG = logging.getLogger("survey_api.supervision")
RESULTS = "found.json"
PRIVATE = "checking-"  # how the folders of its runs are called
PATIENCE = 1_800.0  # seconds for one run
QUIET = 20.0  # seconds without anything new before a field is checked for the first time
POLITENESS = 10  # receipts and pages come first
FAILED = "quality.checks_failed"
OVERDUE = "quality.checks_overdue"
Found = tuple[Fieldwork | None, str | None]


class ChecksFailed(ProblemError):
    """The process that computes ended without a result."""

    code = FAILED


class ChecksOverdue(ProblemError):
    """The process that computes took too long and was ended."""

    code = OVERDUE


class Ended(ProblemError):
    """The service ends while a run is under way."""

    code = "service.stopped"


@dataclass(frozen=True)
class Plan:
    """How often the field is checked (seconds; 0: never), and what starts the command line of its survey."""

    every: float
    words: Sequence[str]


def command_line(survey: str) -> Sequence[str]:
    """What starts our command line for a survey, by the name that it knows."""
    return (sys.executable, "-m", "amem", "--survey", survey)


class Checking:
    """The job of one running service; ``found`` is what its pages show."""

    def __init__(self, service: Service, plan: Plan) -> None:
        self._service, self._plan = service, plan
        self._folder = service.settings.home.service
        self._results = self._folder / "supervision" / RESULTS
        self._running, self._ended = threading.Lock(), threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._found, self._failed = self._kept()
        self._seen: Mark | None = None

    def found(self) -> Found:
        """The last results, and the code of what kept the last run from giving some."""
        return self._found, self._failed

    @property
    def under_way(self) -> bool:
        """Whether a run is going on."""
        return self._running.locked()

    def run(self) -> bool:
        """Check the field now; False where nothing new came, or a run is under way.

        Raises ChecksFailed, ChecksOverdue, Ended, DamagedResult, OSError; the results before stay shown.
        """
        if not self._running.acquire(blocking=False):
            return False
        try:
            mark = self._service.read(progress.mark)
            if not self._service.read(lambda connection: self._is_new(connection, mark)):
                return False
            self._look()
            self._seen = mark
            return True
        finally:
            self._running.release()

    def repeat(self) -> None:
        """Run at every turn until the service ends; what goes wrong is kept to be shown, and tried again."""
        wait = self._until_quiet if self._found is None and self._failed is None else self._turn
        while not wait():
            wait = self._turn
            try:
                self.run()
            except Ended:
                return
            except ProblemError as problem:
                self._failed = problem.problems[0].code
                LOG.warning("the checks of the field failed", extra={"code": self._failed})
            except OSError as error:
                self._failed = FAILED
                LOG.warning("the checks of the field failed", extra={"code": error.strerror or FAILED})

    def _turn(self) -> bool:
        """Wait for the next turn; whether the service ended meanwhile."""
        return self._ended.wait(self._plan.every)

    def _until_quiet(self) -> bool:
        """Before the first results nobody is kept waiting for a whole turn: until something came, and no more comes."""
        before: Mark | None = None
        for _ in range(max(int(self._plan.every // QUIET), 1)):
            if self._ended.wait(min(QUIET, self._plan.every)):
                return True
            try:
                now = self._service.read(progress.mark)
            except ProblemError:  # whoever runs the checks is told
                return False
            if now.submission and before is not None and now.submission == before.submission:
                return False
            before = now
        return False

    def end(self) -> None:
        """End whatever runs."""
        self._ended.set()
        child = self._child
        if child is not None:
            child.kill()

    def _look(self) -> None:
        begun = time.monotonic()
        with _private_folder(self._folder) as folder:
            context = folder / "context.json"
            context.write_text(json.dumps(self._service.read(self._told), ensure_ascii=False), encoding="utf-8")
            exports = folder / "exports"
            home = str(self._service.settings.home.folder)
            self._start(("export", "--for-checks", "--home", home, "--out", str(exports)), folder / "said", begun)
            answer = folder / "found.json"
            self._start(("fieldwork", "evening", str(exports), "--context", str(context)), answer, begun)
            content = answer.read_bytes()
        found = read(content)
        self._keep_draws(found)
        write_whole(self._results, content)
        self._found, self._failed = found, None
        LOG.info("the field was checked", extra={"count": len(found.flags)})

    def _start(self, words: Sequence[str], answer: Path, begun: float) -> None:
        """Run one command to its end, its output in a file. The key goes through a pipe, never over the disk."""
        with _key_for(self._service.settings) as (environment, handles), answer.open("wb") as said:
            self._child = subprocess.Popen(  # noqa: S603 (our own command line)
                [*self._plan.words, *words],
                stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.DEVNULL,
                env=environment, pass_fds=handles, cwd=answer.parent,
            )  # fmt: skip
            try:
                os.setpriority(os.PRIO_PROCESS, self._child.pid, POLITENESS)
                if self._ended.is_set():
                    self._child.kill()
                code = self._child.wait(max(PATIENCE - (time.monotonic() - begun), 0.0))
            except subprocess.TimeoutExpired:
                raise ChecksOverdue() from None
            finally:
                self._child.kill()
                self._child.wait()
                self._child = None
        if self._ended.is_set():
            raise Ended()
        if code:
            raise ChecksFailed()

    def _keep_draws(self, found: Fieldwork) -> None:
        """Write down the back-checks that were drawn now for the first time, with their chances."""
        known = {(one["name"], one["kind"]) for one in self._service.read(draws.drawn)}
        new = [one for one in found.back_checks if (one.case_id, one.kind) not in known]
        if new:
            told = [
                {
                    "name": one.case_id,
                    "kind": one.kind,
                    "part": one.part,
                    "probability": one.probability,
                    "due_at": one.due_at.isoformat(),
                }
                for one in new
            ]
            self._service.order("keep_draws", {"drawn": told}, draws.BY)

    def _is_new(self, connection: Connection, now: Mark) -> bool:
        """Whether anything came since the last run; what that run wrote down itself is nothing new."""
        before = self._seen
        if self._found is None or before is None or now.submission != before.submission:
            return True
        decided = progress.decided_after(connection, before.decision)
        return any(not one.startswith(f"{draws.KIND}:") for one in decided)

    def _told(self, connection: Connection) -> Mapping[str, Any]:
        """What an export does not tell: teams, releases, verdicts, draws, and since when each flag is known."""
        forms, before = self._service.settings.field_forms, self._found
        return {
            "as_of": self._service.settings.clock().isoformat(),
            "version": before.version + 1 if before else 1,
            "interviewers": field_people.teams_of_interviewers(connection),
            "psus": surroundings(connection, forms).teams,
            "published": _moments(field_people.published_since(connection, forms.individual.form_id)),
            "verdicts": {key: verdict.value for key, verdict in verdicts(connection).items()},
            "drawn": draws.drawn(connection),
            "raised": _moments({one.key: one.raised_at for one in before.flags} if before else {}),
        }

    def _kept(self) -> Found:
        """What an earlier run of the service left; folders that a killed one left are removed."""
        for left in self._folder.glob(f"{PRIVATE}*"):
            shutil.rmtree(left, ignore_errors=True)
        try:
            return read(self._results.read_bytes()), None
        except FileNotFoundError:
            return None, None
        except (ProblemError, OSError):
            return None, FAILED


@contextmanager
def checking(service: Service, plan: Plan) -> Iterator[Checking]:
    """The job beside a running service; it ends with it."""
    job = Checking(service, plan)
    thread = threading.Thread(target=job.repeat, name="checking", daemon=True)
    if plan.every > 0:
        thread.start()
    try:
        yield job
    finally:
        job.end()
        if plan.every > 0:
            thread.join(5)


@contextmanager
def _private_folder(inside: Path) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=PRIVATE, dir=inside))  # its owner's alone
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _key_for(settings: Settings) -> Iterator[tuple[Mapping[str, str], tuple[int, ...]]]:
    """The environment in which the command line opens the store: the key waits in a pipe that it inherits."""
    if not isinstance(settings.database, Embedded):
        yield {**os.environ, URL: settings.database.url}, ()
        return
    reading, writing = os.pipe()
    try:
        os.write(writing, settings.database.key.encode("ascii"))
        os.close(writing)
        yield {**os.environ, KEY_FILE: f"/dev/fd/{reading}"}, (reading,)
    finally:
        os.close(reading)


def _moments(told: Mapping[str, datetime]) -> Mapping[str, str]:
    return {name: moment.isoformat() for name, moment in told.items()}
