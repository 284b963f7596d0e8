"""Checks of the field: one new interview at once, near-duplicates among 25,000 of 100 answers, all checks of an export.

Budgets of the specification on two cores: near-duplicates of one interview <= 50 ms, all that is said of one interview
at once <= 300 ms (95th percentile). Beside it, what comparing answers one by one with pandas costs.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))

from analysis.fieldwork.checks.one_interview import New, Standards, looked_at
from analysis.fieldwork.checks.running import run
from analysis.fieldwork.near_duplicates import Packed, calibrated, nearest, pack
from benchmarks.measuring import timed
from tests.analysis.fieldwork.checks.exports import exported
from tests.analysis.fieldwork.checks.judging import material

INTERVIEWS, QUESTIONS, TIMES, SEED = 25_000, 100, 200, 20260401


def answers(random: np.random.Generator) -> pd.DataFrame:
    """Invented answers: between 2 and 12 codes a question, uneven, a tenth not asked."""
    columns = {}
    for number in range(QUESTIONS):
        codes = int(random.integers(2, 13))
        given = random.choice(codes, INTERVIEWS, p=random.dirichlet(np.ones(codes))).astype(str).astype(object)
        given[random.random(INTERVIEWS) < 0.1] = None
        columns[f"q{number:03d}"] = given
    return pd.DataFrame(columns)


def percentile(seconds: list[float]) -> float:
    return float(np.quantile(seconds, 0.95) * 1000)


def clocked(packed: Packed, table: pd.DataFrame) -> list[float]:
    """Seconds of packing one interview and comparing it with all."""
    found = []
    for row in range(TIMES):
        told = table.iloc[row].to_dict()
        started = time.perf_counter()
        packed.shares(packed.row(told), 0).max()
        found.append(time.perf_counter() - started)
    return found


def at_once(packed: Packed, table: pd.DataFrame) -> list[float]:
    """Seconds of everything that is said of one interview at once."""
    names = np.array([f"uuid:{row}" for row in range(INTERVIEWS)], dtype=object)
    who = np.array([f"E{row % 60:03d}" for row in range(INTERVIEWS)], dtype=object)
    some = nearest(pack({name: table[name].head(2_000).tolist() for name in table}), who[:2_000], np.arange(2_000))
    standards = Standards(packed, names, who, calibrated(some.between), (-1.0, 0.2), 0.01, "Africa/Tunis")
    found = []
    for row in range(TIMES):
        new = New("uuid:new", "E001", table.iloc[row].to_dict(), 40.0, datetime(2026, 10, 5, 9, tzinfo=UTC))
        started = time.perf_counter()
        standards = standards.with_interview(new) if row % 10 == 0 else standards
        looked_at(standards, new)
        found.append(time.perf_counter() - started)
    return found


def with_pandas(table: pd.DataFrame) -> list[float]:
    """The same comparison answer by answer."""
    found = []
    for row in range(5):
        started = time.perf_counter()
        (table.eq(table.iloc[row], axis=1).sum(axis=1) / table.notna().sum(axis=1)).max()
        found.append(time.perf_counter() - started)
    return found


def main() -> None:
    """Measure and print."""
    table = answers(np.random.default_rng(SEED))
    packing = timed(lambda: pack({name: table[name].tolist() for name in table}), 1)
    packed = packing.result
    print(f"near-duplicates, {INTERVIEWS:,} interviews of {QUESTIONS} answers, seed {SEED}")
    print(f"  packing all                                {packing.warm * 1000:9.1f} ms")
    print(f"  one interview beside all, p95              {percentile(clocked(packed, table)):9.2f} ms   budget 50 ms")
    print(f"  the same with pandas, p95                  {percentile(with_pandas(table)):9.2f} ms")
    print(f"  all that is said of one interview, p95     {percentile(at_once(packed, table)):9.2f} ms   budget 300 ms")
    when, who = np.arange(INTERVIEWS), np.array([f"E{row % 60:03d}" for row in range(INTERVIEWS)])
    started = time.perf_counter()
    nearest(packed, who, when)
    print(f"  every interview beside every earlier one   {time.perf_counter() - started:9.1f} s")
    whole = exported(5, "tunisia")
    checks = timed(lambda: run(material(whole.tables)), 1)
    n = whole.tables["interviews"].num_rows
    print(f"all checks of an export with {n:,} interviews and {whole.tables['contact_attempts'].num_rows:,} visits")
    print(f"  every rule                                 {checks.warm:9.2f} s")


if __name__ == "__main__":
    main()
