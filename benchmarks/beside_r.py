"""Weights and estimates of a demonstration beside R survey and samplics: same respondents, same margins, same work."""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

import amem
from analysis.domains import ALL, Partition
from analysis.estimates import Estimate, estimates
from analysis.files import read_collected
from analysis.indicator import Indicator, Unit
from analysis.statistics import Quantile, Share, Statistic, Total
from analysis.tabulation import tabulate, with_variables
from analysis.variance import Replicates
from benchmarks.measuring import MILLISECONDS, SECONDS, Row, timed
from benchmarks.peers import r_survey
from weighting.distances import Distance, Logit, Raking
from weighting.margins import Margin
from weighting.margins_file import read_margins
from weighting.sample import WeightedSample
from weighting.steps.calibration import Calibrate
from weighting.steps.replicates import BootstrapReplicates
from weighting.weigh import weigh_files

AXES = ("sex", "age_group", "region", "origin_group")
SEED = 2026


@dataclass(frozen=True, eq=False)
class Respondents:
    """What both sides start from: respondents with their weight before calibration, and the margins."""

    table: pa.Table
    margins: tuple[Margin, ...]
    partitions: tuple[Partition, ...]

    def sample(self, replicates: BootstrapReplicates | None = None) -> WeightedSample:
        """Under their design, not calibrated."""
        return WeightedSample.from_frame(self.table, "base", "stratum", "psu", None, replicates, ids="row_id")

    def calibrated(self, distance: Distance, replicates: BootstrapReplicates | None = None) -> WeightedSample:
        """Meeting the margins, in every replicate too."""
        return Calibrate(self.margins, distance).apply(self.sample(replicates))[0]

    def write(self, folder: Path) -> None:
        """The files that R reads."""
        place = self.table.column_names.index("employed")
        numbered = self.table.set_column(place, "employed", self.table.column("employed").cast(pa.int64()))
        pa.csv.write_csv(numbered, folder / "respondents.csv")
        rows = [
            {"margin": margin.name, "level": str(level), "total": total}
            for margin in self.margins
            for level, total in margin.totals.items()
        ]
        pa.csv.write_csv(pa.Table.from_pylist(rows), folder / "margins.csv")


def respondents_of(home: Path) -> Respondents:
    """The respondents of a demonstration."""
    content = amem.TUNISIA.load_analysis()
    collected = read_collected(home / "exports", home / "weights").sample
    known = with_variables(content.catalogue, collected, content.indicators, content.partitions)
    rows = np.flatnonzero(known.weights > 0)
    data = known.data.take(rows)
    columns = {"row_id": data.column("row_id"), "base": pa.array(known.history[-2][rows])}
    columns |= {name: data.column(name) for name in (*AXES, "age", "employed")}
    design = known.design.first
    columns["stratum"] = pa.array([design.stratum_labels[code] for code in known.design.stratum[rows]])
    columns["psu"] = pa.array([design.cluster_labels[code] for code in known.design.psu[rows]])
    present = {partition.name: partition for partition in content.partitions}
    return Respondents(
        pa.table(columns), read_margins(home / "sample" / "margins.csv"), tuple(present[name] for name in AXES)
    )


def rows(home: Path, folder: Path, replicates: int, repeats: int) -> tuple[list[Row], list[str]]:
    """The lines of the table, and what the figures of both sides have in common."""
    given = respondents_of(home)
    given.write(folder)
    beside, peer = _beside(folder, replicates)
    lines = [
        *_weighting(given, peer, beside, replicates, repeats),
        *_estimating(given, peer, beside, repeats),
        *_uncalibrated(given, repeats),
        *_whole(home, folder, repeats),
    ]
    return lines, list(_agreement(given, peer, replicates)) if peer else []


def _beside(folder: Path, replicates: int) -> tuple[str, r_survey.Measured | None]:
    """What to say of the peer, and what it measured if it is there and could do the work."""
    name = r_survey.name()
    if name is None:
        return "absent: no R with the package survey", None
    try:
        return name, r_survey.measure(folder, replicates)
    except r_survey.Stopped as stopped:
        return f"{name} stopped: {stopped}", None


def _weighting(
    given: Respondents, peer: r_survey.Measured | None, beside: str, replicates: int, repeats: int
) -> Iterator[Row]:
    sample, step = given.sample(), Calibrate(given.margins, Logit(0.3, 3.0))
    logit = timed(lambda: step.apply(sample)[0].weights, repeats).warm
    yield Row(
        f"calibration of {given.table.num_rows} respondents, logit",
        logit,
        SECONDS,
        peer.seconds["logit"] if peer else None,
        beside,
    )
    method = BootstrapReplicates(replicates, SEED)
    raking = timed(lambda: _used(given.calibrated(Raking(), method)), repeats).warm
    theirs = peer.seconds["raking replicates"] if peer else None
    yield Row(f"{replicates} bootstrap replicates, each raked again", raking, SECONDS, theirs, beside)


def _used(sample: WeightedSample) -> float:
    """Every replicate weight computed, as an estimate would."""
    return float(sum(block.sum() for block in sample.replicate_weights()))


STATISTICS: Mapping[str, Statistic] = {
    "shares": Share("employed"),
    "totals": Total("employed"),
    "medians": Quantile("age", 0.5),
}


def _estimating(given: Respondents, peer: r_survey.Measured | None, beside: str, repeats: int) -> Iterator[Row]:
    sample = given.calibrated(Logit(0.3, 3.0))
    for name, statistic in STATISTICS.items():
        taken = timed(partial(_estimated, statistic, sample, given.partitions), repeats)
        ours = 1000 * taken.warm / len(taken.result)
        what = f"{name} with their precision by sex, age, region, origin: one estimate"
        yield Row(what, ours, MILLISECONDS, peer.per_estimate(name) if peer else None, beside)


def _estimated(statistic: Statistic, sample: WeightedSample, partitions: Sequence[Partition]) -> tuple[Estimate, ...]:
    return estimates(Indicator("figure", statistic, Unit.PERSONS, "benchmark"), sample, partitions)


def _uncalibrated(given: Respondents, repeats: int) -> Iterator[Row]:
    sample = given.sample()
    taken = timed(lambda: _estimated(STATISTICS["totals"], sample, (ALL,)), repeats)
    theirs = _samplics(given, repeats)
    agree = _apart(float(taken.result[0].se or 0.0), theirs[1])
    yield Row(
        f"one total, not calibrated (errors differ by {agree:.0e})",
        1000 * taken.warm,
        MILLISECONDS,
        1000 * theirs[0],
        f"samplics {version('samplics')}",
    )


def _samplics(given: Respondents, repeats: int) -> tuple[float, float]:
    """Seconds and standard error of the same total by samplics, whose objects reseed NumPy's global generator."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from samplics.estimation import TaylorEstimator
        from samplics.utils.types import PopParam

        frame = given.table.to_pandas()

        def run() -> float:
            estimator = TaylorEstimator(PopParam.total)
            estimator.estimate(frame["employed"].astype(int), frame["base"], stratum=frame["stratum"], psu=frame["psu"])
            return float(estimator.stderror)

        taken = timed(run, repeats)
    return taken.warm, taken.result


def _whole(home: Path, folder: Path, repeats: int) -> Iterator[Row]:
    content, analysis = amem.TUNISIA.load_weighting(), amem.TUNISIA.load_analysis()
    margins = read_margins(home / "sample" / "margins.csv")
    weighed = timed(lambda: weigh_files(home / "exports", folder / "weights", content, margins), repeats)
    count = weighed.result[0].n_replicates
    yield Row(f"the whole recipe on files, every step redone in {count} replicates", weighed.warm, SECONDS)
    collected = read_collected(home / "exports", home / "weights").sample
    told = timed(lambda: tabulate(analysis, collected, analysis.indicators, analysis.partitions).figures, repeats)
    yield Row(
        f"all indicators, derived and protected, {len(told.result)} estimates: one estimate",
        1000 * told.warm / len(told.result),
        MILLISECONDS,
    )


def _agreement(given: Respondents, peer: r_survey.Measured, replicates: int) -> Iterator[str]:
    """How far our figures are from R's: a fast answer that is another one would be worth nothing."""
    sample = given.calibrated(Logit(0.3, 3.0))
    weights = dict(zip(sample.ids, sample.weights.tolist(), strict=True))
    known = {level: value for (what, level), (value, _) in peer.figures.items() if what == "weights"}
    apart = max(_apart(weights[row_id], weight) for row_id, weight in known.items())
    yield f"Largest relative difference to R: calibrated weights {apart:.1e}"
    for what, name in (("employed", "shares"), ("employed, total", "totals"), ("age, median", "medians")):
        ours = _estimated(STATISTICS[name], sample, given.partitions)
        pairs = [(one, peer.figures[what, one.cell.level]) for one in ours if (what, one.cell.level) in peer.figures]
        points = max(_apart(one.estimate or 0.0, theirs[0]) for one, theirs in pairs)
        errors = [_apart(one.se, theirs[1]) for one, theirs in pairs if one.se]
        yield f"  {name}: {len(pairs)} estimates {points:.1e}, {len(errors)} standard errors {max(errors):.1e}"
    own, other = _replicated(given, replicates), peer.figures["employed, replicates", "all"][1]
    yield f"  error of the number employed over {replicates} replicates: ours {own:.1f}, R {other:.1f} (other draws)"


def _replicated(given: Respondents, replicates: int) -> float:
    """The error of the number employed over our own replicates."""
    sample = given.calibrated(Raking(), BootstrapReplicates(replicates, SEED))
    figure = Indicator("figure", STATISTICS["totals"], Unit.PERSONS, "benchmark")
    return estimates(figure, sample, (ALL,), Replicates())[0].se or 0.0


def _apart(ours: float, theirs: float) -> float:
    return abs(ours - theirs) / max(abs(theirs), 1e-300)
