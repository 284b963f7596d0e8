"""The simulated country: population and fieldwork, light draws, and forms filled by the hundred thousand."""

import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

import amem
from benchmarks.interviews import SEED, forms
from benchmarks.measuring import MEGABYTES, PER_SECOND, SECONDS, Row, peak_memory, show, smaller_run, timed
from questionnaires.form import Form
from questionnaires.synthetic import interview as invented
from questionnaires.versions import released
from questionnaires.xform import compile_form
from simulation.designs.supplement import reach, supplement, supplement_tables
from simulation.field.draw import draw
from simulation.field.tables import tables
from simulation.fieldwork import Fieldwork, provenance, simulate
from simulation.filling.filling_pool import fill_all
from simulation.filling.interviews import interview
from simulation.filling.submissions import Submission
from simulation.filling.versions import write_versions
from simulation.population.codelists import read_code_lists
from simulation.population.country import country
from simulation.population.scenario import scenario
from simulation.population.world import create
from simulation.roads.campaign import Campaign, prepare
from simulation.roads.filling_desk import Desk, Errand, fill_errand, fill_listing
from simulation.roads.shelf import shelf
from simulation.streams import Streams

CORES = 2
MANY = 100_000
TARGET_FIELDWORK = 20.0
TARGET_DRAW = 1.0
TARGET_NETWORK = 5.0
TARGET_FILLED = 120.0
NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
PEER = "invented interviews of the same form, same processes; no person behind"


def main() -> None:
    """Measure and print."""
    small = smaller_run()
    with tempfile.TemporaryDirectory() as folder:
        measure(
            Path(folder), many=300 if small else MANY, repeats=1 if small else 5, whole="small" if small else "tunisia"
        )


def measure(folder: Path, many: int, repeats: int, whole: str) -> None:
    """Both tables."""
    show(
        f"The country {whole}, scenario default: arrays and tables, one process",
        list(_country(whole, repeats)),
        ("A light draw: selection, listing, screening, visits, outcomes and the six contract tables of one sample.",),
        ("numpy", "pyarrow"),
    )
    show(
        f"{many:,} forms filled through the real questionnaires by {CORES} processes, laid on a shelf",
        list(_filling(folder, many, whole)),
        (
            "As they come: contact forms, interviews and returned interviews of scenario large, then listing forms.",
            "Every second counts: processes started, forms compiled in each, records handed back in order.",
        ),
    )


def _country(name: str, repeats: int) -> Iterator[Row]:
    lists = read_code_lists(amem.TUNISIA.codelists)
    circumstances, place = scenario("default"), country(name)
    world = timed(lambda: create(Streams(SEED), place, lists), repeats)
    yield Row(
        f"population of {len(world.result.people):,} foreigners in {len(world.result.frame):,} PSUs",
        world.warm,
        SECONDS,
    )

    def fieldwork() -> Fieldwork:
        found = simulate(circumstances, SEED, forms(), lists, name)
        assert found.visits
        return found

    forms()
    field = timed(fieldwork, repeats)
    told = f"population, sample, tables, truth, {len(field.result.visits):,} visits as values"
    yield Row(told, field.warm, SECONDS, target=TARGET_FIELDWORK)
    numbers = iter(range(1, 10_000))
    versions = provenance(forms())

    def light() -> None:
        tables(draw(world.result, circumstances, Streams(SEED), next(numbers)), versions)

    yield Row("a light draw with its tables", timed(light, 4 * repeats).warm, SECONDS, target=TARGET_DRAW)
    streams = Streams(SEED)
    through = timed(lambda: reach(world.result, streams), repeats)
    yield Row(
        f"social network of {through.result.network.ties:,} ties, places and who attends them",
        through.warm,
        SECONDS,
        target=TARGET_NETWORK,
    )

    def beside() -> None:
        found = supplement(world.result, through.result, scenario("rds"), streams, next(numbers))
        supplement_tables(world.result, through.result, found, streams)

    told = "a light draw of RDS, venues and centres with their tables"
    yield Row(told, timed(beside, repeats).warm, SECONDS, target=TARGET_DRAW)


@dataclass(frozen=True)
class Opening:
    """Compiles the individual form in the process where it is called."""

    def __call__(self) -> Form:
        """The form."""
        names = {one.form_id: one for one in released(amem.TUNISIA.forms)}
        return compile_form(names[forms().field.individual.form_id].xform())


def invent(form: Form, seed: int) -> bytes:
    """An interview without a person."""
    return invented(form, seed, NOW)


def hold(desk: Desk, turn: tuple[Errand, int]) -> tuple[Submission, ...]:
    """One interview with another seed: other answers of the same person."""
    errand, seed = turn
    form = desk.forms[desk.field.individual.form_id, errand.version]
    return (interview(form, desk.world, errand.visit, seed, errand.manner),)


def _filling(folder: Path, many: int, whole: str) -> Iterator[Row]:
    campaign = _campaign(folder, whole)
    peer = _peer(min(max(many // 500, 4), 200))
    mixed = _clocked(lambda: _laid(_as_they_come(campaign), many))
    yield from _rows(f"{mixed.n:,} forms as they come", mixed)
    held = [errand for errand in campaign.errands if errand.visit.interviewed]
    turns = ((errand, SEED + number) for number, errand in enumerate(islice(cycle(held), many)))
    alone = _clocked(lambda: _laid(fill_all(campaign.opening, hold, turns, processes=CORES), many))
    yield from _rows(f"{alone.n:,} interviews alone", alone, peer)
    yield Row("peak memory of this process", peak_memory(), MEGABYTES)


def _rows(what: str, filled: "Filled", peer: float | None = None) -> Iterator[Row]:
    beside = "" if peer is None else PEER
    yield Row(what, filled.seconds, SECONDS, peer and filled.n / peer, beside, TARGET_FILLED)
    yield Row("    a second", filled.n / filled.seconds, PER_SECOND, peer, beside)
    yield Row("    processor time of all processes", filled.processor, SECONDS)
    yield Row("    their XML, on the shelf's disk", filled.megabytes, MEGABYTES)
    yield Row("    peak memory of the largest process that fills", filled.filler, MEGABYTES)


def _campaign(folder: Path, whole: str) -> Campaign:
    large = scenario("large") if whole == "tunisia" else scenario("default")
    releases = write_versions(amem.TUNISIA.forms, folder / "forms", country(whole).field.days)
    found = simulate(large, SEED, forms(), read_code_lists(amem.TUNISIA.codelists), whole)
    return prepare(found, releases)


def _as_they_come(campaign: Campaign) -> Iterator[tuple[Submission, ...]]:
    yield from fill_all(campaign.opening, fill_errand, campaign.errands, processes=CORES)
    yield from fill_all(campaign.opening, fill_listing, campaign.fieldwork.units, processes=CORES)


@dataclass(frozen=True)
class Filled:
    """Forms on the shelf, its megabytes and those of the largest process that filled them, and what it took."""

    n: int
    megabytes: float
    filler: float
    seconds: float = 0.0
    processor: float = 0.0


def _laid(filled: Iterable[tuple[Submission, ...]], many: int) -> Filled:
    n, largest, look = 0, 0.0, many // 10
    with shelf() as kept:
        for submissions in filled:
            for one in submissions:
                kept.put(one)
            n += len(submissions)
            if n >= look:
                largest, look = max(largest, _largest_child()), look + many // 10
            if n >= many:
                break
        return Filled(n, kept.size / 1e6, largest)


def _largest_child() -> float:
    """Megabytes that the largest of the processes of this one has held (0 where the system does not say)."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    found = children.read_text().split() if children.is_file() else []
    statuses = [Path(f"/proc/{child}/status").read_text() for child in found]
    return max((int(text.split("VmHWM:")[1].split()[0]) / 1024 for text in statuses if "VmHWM:" in text), default=0.0)


def _clocked(run: Callable[[], Filled]) -> Filled:
    started, before = time.perf_counter(), _processor()
    done = run()
    return replace(done, seconds=time.perf_counter() - started, processor=_processor() - before)


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _peer(n: int) -> float:
    """Invented interviews a second."""
    started = time.perf_counter()
    assert sum(1 for _ in fill_all(Opening(), invent, range(n), processes=CORES, chunk=10)) == n
    return n / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
