"""The long proof of the catalogue of misbehaviours: rates as they were set, records in order, misdeeds to be found.

    python -m tests.simulation.prove_misbehaviour [SEED ...]

For each seed: the rates of many misbehaving interviewers in the whole country beside their parameters, then what simple
statistics find in the small country at three prevalences and in the whole country. Lines marked * must keep to the
mark beside them. About half a minute a seed.
"""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from simulation.misbehaviour.catalogue import KINDS
from simulation.misbehaviour.misreport import Misreported
from simulation.misbehaviour.prevalence import COMMON, RARE, USUAL, Prevalence
from simulation.population.scenario import Misbehaviour
from tests.simulation.misbehaviour.builders import Evidence, evidence, fraud
from tests.simulation.misbehaviour.draws import honest, told
from tests.simulation.misbehaviour.reference import auc, highest, inhabited, interviews, yield_by_interviewer

SEEDS = (5, 2026)
MANY = 12  # interviewers of a kind, where rates are looked at
DRAWS = 20  # of the small country, where screening is looked at
ALERTS = 20
FABRICATED = "AD"
PREVALENCES = {"rare": RARE, "usual": USUAL, "common": COMMON}


@dataclass(frozen=True)
class Line:
    """One figure, the mark it must keep to, and whether it does."""

    name: str
    found: float
    mark: str = ""
    kept: bool = True


def main(arguments: list[str]) -> int:
    """Prove; 1 when a line does not keep to its mark."""
    return max(_proved(seed) for seed in map(int, arguments or map(str, SEEDS)))


def _proved(seed: int) -> int:
    broken = _shown(f"seed {seed}: rates, whole country, {MANY} interviewers of a kind", _rates(seed))
    for name, prevalence in PREVALENCES.items():
        broken += _shown(f"seed {seed}: small country, {name}", _small(seed, prevalence))
    return int(broken + _shown(f"seed {seed}: whole country, usual", _found(seed, "tunisia", USUAL)) > 0)


def _shown(title: str, lines: Iterator[Line]) -> int:
    started = time.monotonic()
    found = list(lines)
    sys.stdout.write(f"{title} ({time.monotonic() - started:.1f} s)\n")
    for line in found:
        verdict = "" if not line.mark else f"  * {line.mark}{'' if line.kept else '   NOT KEPT'}"
        sys.stdout.write(f"  {line.name:<66} {line.found:>9.3f}{verdict}\n")
    return sum(not line.kept for line in found)


def _rates(seed: int) -> Iterator[Line]:
    before = honest("fraud", "tunisia", seed)
    for letter, kind in KINDS.items():
        found = told("fraud", "tunisia", seed, only=Misbehaviour(letter, MANY, kind.share))
        who = found.roles[0].interviewers
        if letter == "C":
            share = len(found.units) / inhabited(before, who).sum()
        else:
            share = len(found.deeds) / interviews(found.draw, who).sum()
        yield _near(f"{letter}: share of the work of these interviewers", share, kind.share, 0.05)
        if letter == "A":
            yield from _copies(found)


def _copies(found: Misreported) -> Iterator[Line]:
    yield _near("A: share of answers changed", float(found.deeds.changed.mean()), 0.08, 0.1)
    yield _near("A: median minutes of a copy", float(np.median(found.deeds.minutes)), 17.0, 0.1)
    yield Line("A: visits without contact told as interviews", len(found.visits))


def _small(seed: int, prevalence: Prevalence) -> Iterator[Line]:
    yield from _found(seed, "small", prevalence)
    yield from _screening(seed, prevalence)


def _found(seed: int, country: str, prevalence: Prevalence) -> Iterator[Line]:
    seen = evidence(fraud(seed, country, prevalence=prevalence))
    usual = prevalence is USUAL
    honest_ones = seen.kind == ""
    yield Line("interviews, all in order (the record check finds nothing)", len(seen.kind))
    yield from (Line(f"{letter}: interviews", seen.of(letter).sum()) for letter in "ABDEFGH")
    yield _least("A: near-duplicates within interviewers, AUC", _auc(seen, seen.likeness, "A", "D"), 0.98, usual)
    top = highest(seen.likeness, ALERTS)
    yield _least(f"A, D: made up among the {ALERTS} nearest", float(seen.of(FABRICATED)[top].mean()), 0.6, usual)
    alone = ~seen.of("D")
    alerts = highest(seen.likeness[alone], ALERTS)
    enough = usual and seen.of("A").sum() >= ALERTS
    yield _least(
        f"A: made up among the {ALERTS} nearest, without D", float(seen.of("A")[alone][alerts].mean()), 0.6, enough
    )
    outliers = int(seen.of("G")[highest(seen.likeness, 10)].sum())
    yield Line("G: among the 10 nearest", outliers, "none", outliers == 0)
    yield Line("D: near-duplicates within interviewers, AUC", _auc(seen, seen.likeness, "D", "A"))
    yield Line("D: near-duplicates within the team, AUC", _auc(seen, seen.likeness_in_team, "D", "A"))
    for letter, least in (("A", 0.95), ("B", 0.90)):
        compared = seen.of(letter) | honest_ones
        yield _least(f"{letter}: duration, AUC", auc(-seen.minutes[compared], seen.of(letter)[compared]), least, usual)
    slow = np.median(seen.minutes[honest_ones])
    yield Line("G: median minutes beside those of others", float(np.median(seen.minutes[seen.of("G")]) / slow))
    sends = np.array([answers["rem_send"] == "1" for answers in seen.answers])
    yield Line("B: open gates beside those of others", float(sends[seen.of("B")].mean() / sends[honest_ones].mean()))


def _screening(seed: int, prevalence: Prevalence) -> Iterator[Line]:
    residual, before = [], []
    for number in range(DRAWS):
        found = told("fraud", seed=seed, only=prevalence.of([Misbehaviour("C", 1, 0.2)]), number=number)
        who = [one for role in found.roles for one in role.interviewers]
        residual.append(yield_by_interviewer(found.draw)[who].mean())
        before.append(yield_by_interviewer(honest("fraud", seed=seed, number=number))[who].mean())
    usual = prevalence is USUAL
    mean = float(np.mean(residual))
    yield Line("C: eligible persons for each dwelling screened, residual if honest", float(np.mean(before)))
    yield Line("C: the same as told, mean of draws", mean, "<= -1.0" if usual else "", not usual or mean <= -1)


def _auc(seen: Evidence, scores: np.ndarray, guilty: str, apart: str) -> float:
    """Of one kind against all others but one that is found in the same way."""
    compared = ~seen.of(apart)
    return auc(scores[compared], seen.of(guilty)[compared])


def _near(name: str, found: float, expected: float, within: float) -> Line:
    return Line(name, found, f"{expected:g} within {within:.0%}", abs(found / expected - 1) <= within)


def _least(name: str, found: float, least: float, marked: bool) -> Line:
    return Line(name, found, f">= {least:g}" if marked else "", not marked or found >= least)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
