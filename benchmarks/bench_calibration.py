"""Calibration of 10,000, 100,000 and 1,000,000 persons to 61 totals beside R survey, svy and samplics.

Weights of all sides are compared first: a fast answer that is another one would be worth nothing. R is not asked for
a million persons (it would take several gigabytes), samplics for 10,000 only (it builds n x n matrices).
"""

import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from benchmarks.measuring import MEGABYTES, SECONDS, Row, peak_memory, show, smaller_run, timed
from benchmarks.peers import r_calibration, r_survey, svy_calibration
from benchmarks.persons import Persons, persons
from weighting.distances import Distance, Linear, Logit, Negative, Raking
from weighting.factors import FloatArray
from weighting.sample import WeightedSample
from weighting.steps.calibration import Calibrate
from weighting.steps.replicates import BootstrapReplicates

DISTANCES: Mapping[str, Distance] = {"linear": Linear(Negative.KEPT), "raking": Raking(), "logit": Logit(0.4, 2.5)}
LARGEST_FOR_R, LARGEST_FOR_SAMPLICS = 100_000, 10_000
REPLICATES = 500
RAKED = 100_000  # the largest file whose replicates are raked again here: half a minute


def main() -> None:
    """Print one table a size."""
    for n in (10_000,) if smaller_run() else (10_000, 100_000, 1_000_000):
        rows, notes = measured(persons(n), 1 if smaller_run() else 3)
        show(f"Calibration of {n:,} persons to 61 totals", rows, notes, ("numpy", "scipy"))


def measured(given: Persons, repeats: int) -> tuple[list[Row], list[str]]:
    """The lines of one size, and how far the weights of all sides are from ours."""
    n = given.table.num_rows
    sample = WeightedSample.from_frame(given.table, weight="w", strata="stratum", psu="psu")
    found = {
        name: timed(partial(_calibrated, sample, given, distance), repeats) for name, distance in DISTANCES.items()
    }
    rows, notes = [], []
    for peer, seconds, weights in _peers(given, repeats):
        for name, took in seconds.items():
            rows.append(Row(f"{name}, strings of the columns included", found[name].warm, SECONDS, took, peer))
        apart = {name: float(np.abs(values / found[name].result - 1).max()) for name, values in weights.items()}
        notes.append(
            f"{peer}: largest relative difference of a weight " + ", ".join(f"{k} {v:.0e}" for k, v in apart.items())
        )
    for name in DISTANCES:
        if not any(row.what.startswith(name) for row in rows):
            rows.append(Row(f"{name}, strings of the columns included", found[name].warm, SECONDS))
    rows += list(_replicates(given, n))
    rows.append(Row("largest memory of this process so far", peak_memory(), MEGABYTES))
    return rows, notes


def _calibrated(sample: WeightedSample, given: Persons, distance: Distance) -> FloatArray:
    return Calibrate(given.margins, distance).apply(sample)[0].weights


def _replicates(given: Persons, n: int) -> Iterator[Row]:
    method = BootstrapReplicates(REPLICATES if not smaller_run() else 20, seed=1)
    sample = WeightedSample.from_frame(given.table, weight="w", strata="stratum", psu="psu", replicates=method)
    for name in ("linear", "raking"):
        if name == "linear" or n <= RAKED:
            step = Calibrate(given.margins, DISTANCES[name])
            taken = timed(lambda step=step: step.apply(sample)[1].n_failed, 1)  # type: ignore[misc]
            what = f"{name}, calibrated again in {method.count} bootstrap replicates ({taken.result} failed)"
            yield Row(what, taken.warm, SECONDS)


def _peers(given: Persons, repeats: int) -> Iterator[tuple[str, Mapping[str, float], Mapping[str, FloatArray]]]:
    n = given.table.num_rows
    if (name := r_survey.name()) and n <= LARGEST_FOR_R:
        with tempfile.TemporaryDirectory() as place:
            _write(given, Path(place))
            found = r_calibration.measure(Path(place))
        yield name, found.seconds, found.weights
    if svy := svy_calibration.name():
        yield _timed(svy, svy_calibration.runs(given.table, given.margins), repeats)
    if n <= LARGEST_FOR_SAMPLICS:
        yield _timed(f"samplics {version('samplics')}", {"raking": partial(_samplics, given)}, 1)


def _timed(
    peer: str, runs: Mapping[str, Callable[[], FloatArray]], repeats: int
) -> tuple[str, Mapping[str, float], Mapping[str, FloatArray]]:
    taken = {name: timed(run, repeats) for name, run in runs.items()}
    return peer, {name: one.warm for name, one in taken.items()}, {name: one.result for name, one in taken.items()}


def _samplics(given: Persons) -> FloatArray:
    """Raking by samplics, whose objects reseed NumPy's global generator."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from samplics.weighting import SampleWeight

        columns = {
            str(margin.variable): given.table.column(str(margin.variable)).to_numpy() for margin in given.margins
        }
        totals = {str(margin.variable): dict(margin.totals) for margin in given.margins}
        raked = SampleWeight().rake(
            samp_weight=given.table.column("w").to_numpy(), margins=columns, control=totals, tol=1e-9, max_iter=500
        )
    return np.asarray(raked, np.float64)


def _write(given: Persons, folder: Path) -> None:
    pyarrow.csv.write_csv(given.table, folder / "persons.csv")
    rows = [
        {"margin": margin.name, "level": str(level), "total": total}
        for margin in given.margins
        for level, total in margin.totals.items()
    ]
    pyarrow.csv.write_csv(pa.Table.from_pylist(rows), folder / "margins.csv")


if __name__ == "__main__":
    main()
