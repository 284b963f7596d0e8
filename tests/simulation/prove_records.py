"""Every record of a simulated fieldwork passes the record check, every broken copy of one is caught with its code.

Run as a module, it does so over thousands of records of several scenarios and seeds::

    python -m tests.simulation.prove_records [seconds a scenario] [first seed]
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count, cycle, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

import amem
from questionnaires.breakages import Breakage, broken_copy
from questionnaires.checking import UNANSWERED, Checked, check
from questionnaires.codes import Disposition
from questionnaires.filling import Filling
from questionnaires.form import Form
from questionnaires.records import read_record
from questionnaires.tunisia.fieldwork import INDIVIDUAL
from questionnaires.xform import compile_form
from simulation.fieldwork import Fieldwork, simulate
from simulation.filling.filling_in import last_of
from simulation.filling.interviews import END, held
from simulation.filling.listing_forms import screened
from simulation.filling.versions import write_versions
from simulation.filling.visits import noted
from simulation.population.scenario import SCENARIOS, scenario
from tests.simulation.builders import code_lists, forms

INTERVIEWS = 120  # of a fieldwork
LAST_DAY = 70  # of the longest one: every simulated version is out by then


@dataclass(frozen=True)
class Held:
    """A simulated record, and the block after which its interview stops."""

    filling: Filling
    until: str = ""

    @property
    def form(self) -> Form:
        """The version it was filled in with."""
        return self.filling.form


@dataclass
class Account:
    """What was tried and what was found, by form."""

    whole: Counter[str] = field(default_factory=Counter)
    partial: Counter[str] = field(default_factory=Counter)
    made: Counter[tuple[str, Breakage]] = field(default_factory=Counter)
    caught: Counter[tuple[str, Breakage]] = field(default_factory=Counter)
    named: Counter[tuple[str, Breakage]] = field(default_factory=Counter)  # with the right code at the right place
    failures: list[str] = field(default_factory=list)


def records(found: Fieldwork, versions: Sequence[Form]) -> Iterator[Held]:
    """Every record of a fieldwork, visits and listed units in turn, interviews on the versions of the form in turn."""
    individual = cycle(versions)
    for visit, unit in zip_longest(found.visits, found.units):
        if visit is not None:
            yield Held(noted(forms().contact, visit, found.seed))
            if visit.interviewed:
                manner = found.manner(visit)
                filling = held(next(individual), found.world, visit, found.seed, manner)
                yield Held(filling, manner.stops_at(visit.until))
        if unit is not None:
            yield Held(screened(forms().listing, found.world, unit, found.seed))


@cache
def every_version() -> tuple[Form, ...]:
    """The released individual form, and those that simulated fieldworks change to."""
    with TemporaryDirectory() as folder:
        releases = write_versions(amem.TUNISIA.forms, Path(folder), LAST_DAY)
        return tuple(compile_form(one.xform()) for one in releases if one.form_id == INDIVIDUAL.form_id)


def passes(record: Held, account: Account) -> None:
    """Hold the check to account for one record that is as it should be."""
    found = check(record.form, read_record(record.filling.to_xml()))
    (account.partial if record.until else account.whole)[f"{record.form.form_id} {record.form.version}"] += 1
    account.failures += [f"{record.form.form_id} {problem}" for problem in wrong(record, found)]


def wrong(record: Held, found: Checked) -> list[str]:
    """What a check of a record found that it should not; of an interview that broke off, what comes after is open."""
    if not record.until:
        return [str(problem) for problem in found.problems]
    last = last_of(record.form, record.until)
    strange = [
        str(problem)
        for problem in found.problems
        if problem.code not in UNANSWERED
        or record.form.node(str(problem.values["path"])).order <= last
        or f"/{END}/" in str(problem.values["path"])
    ]
    status = outcome(found)
    expected = Disposition.PARTIAL if last >= last_of(record.form, INDIVIDUAL.core[-1]) else Disposition.BREAK_OFF
    return strange if status is expected else [*strange, f"{record.until}: {status} instead of {expected}"]


def outcome(found: Checked) -> Disposition:
    """What the service says of an interview."""
    open_ones = [str(problem.values["path"]) for problem in found.problems if problem.code in UNANSWERED]
    return INDIVIDUAL.disposition(found.answers.answers, open_ones)


def breaks(record: Held, seed: str, breakage: Breakage, account: Account) -> None:
    """Break a copy of a whole record, and hold the check to account for finding it."""
    one = broken_copy(record.filling, seed, breakage)
    if one is None:
        return
    kind = (record.form.form_id, breakage)
    problems = check(record.form, read_record(one.xml)).problems
    named = {(problem.code, problem.values["path"], problem.values["position"]) for problem in problems}
    account.made[kind] += 1
    account.caught[kind] += bool(problems)
    account.named[kind] += (one.code, one.path, one.position) in named
    if (one.code, one.path, one.position) not in named:
        account.failures.append(f"{kind} not named at {one.path} {one.position}: {sorted(map(str, named))[:3]}")


def fieldworks(name: str, first: int, until: float) -> Iterator[Fieldwork]:
    """Small fieldworks of a scenario, seed after seed, for a time."""
    for seed in count(first):
        yield simulate(scenario(name), seed, forms(), code_lists(), "small", INTERVIEWS)
        if time.monotonic() > until:
            return


def prove(name: str, seconds: float, first: int, account: Account) -> None:
    """Go through the records of a scenario for about so many seconds."""
    kinds, versions = list(Breakage), every_version()
    until = time.monotonic() + seconds
    for found in fieldworks(name, first, until):
        for number, record in enumerate(records(found, versions)):
            passes(record, account)
            if not record.until:
                for kind in kinds[number % 4 :: 4]:
                    breaks(record, f"{found.seed}/{number}", kind, account)
            if time.monotonic() > until:
                break


def main() -> None:
    """Print what was tried by scenario, form and kind; fail where something was not as it should be."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 15.0
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    account = Account()
    names = [name for name in SCENARIOS if scenario(name).scale == 1 and scenario(name).design == "area"]
    for name in names:
        prove(name, seconds, first, account)
    told = sys.stdout.write
    told(f"seed {first}, scenarios {', '.join(names)}\n")
    for form_id in sorted(account.whole):
        told(f"{form_id}: {account.whole[form_id]} whole, {account.partial[form_id]} partial records checked\n")
    for kind in sorted(account.made, key=str):
        made = account.made[kind]
        told(
            f"  {kind[0]:20} {kind[1]:28} made {made:6} caught {account.caught[kind]:6} named {account.named[kind]:6}\n"
        )
    told(f"{len(account.failures)} failures\n")
    for failure in account.failures[:20]:
        told(f"  {failure}\n")
    sys.exit(bool(account.failures))


if __name__ == "__main__":
    main()
