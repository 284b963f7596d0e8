"""Drawing from a frame of 31,900 PSUs: draws and a plan, beside samplics where it has the same draw."""

import contextlib
import io
import warnings
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from benchmarks.measuring import MILLISECONDS, SECONDS, Row, Unit, show, smaller_run, timed
from simulation.field.psus import psu_design
from tests.simulation.builders import world
from tests.weighting.selection.simulated import WHOLE, design_of, frame_of
from weighting.selection.design import Allocation, Reserve, Sampford, Shares
from weighting.selection.drawing import draw
from weighting.selection.planning import plan
from weighting.selection.probabilities import Probabilities, inclusion_probabilities
from weighting.selection.sampford import sampford
from weighting.selection.sharing import Numbers
from weighting.selection.systematic import Truths, systematic

ERROR = Unit("", small_is_good=True, places=4)
DRAWS = 4000
FEW = Allocation(Shares(), 20)
SMALL = np.array([3, 5, 7, 9, 16], dtype=float)


def main() -> None:
    """Measure and print."""
    small = smaller_run()
    country = "small" if small else "tunisia"
    show(f"Sampling the country {country}", [*_whole(country, 1 if small else 5), *_peers(small)])


def _whole(country: str, repeats: int) -> Iterator[Row]:
    here = world(1, country)
    frame = frame_of(here)
    of = (
        design_of(here)
        if country == "tunisia"
        else replace(design_of(here), candidates=(), strata=WHOLE, allocation=FEW)
    )
    former = timed(lambda: psu_design(here.country, here.frame).draw(np.random.default_rng(1)), repeats)
    drawn = timed(lambda: draw(frame, of, 1), repeats)
    yield Row(
        "draw, systematic",
        drawn.warm,
        SECONDS,
        former.warm,
        "the simulation's arrays: strata given, no names, seeds or files",
    )
    reserved = replace(of, reserve=Reserve(4, 0.2))
    yield Row("draw with 4 replicates in reserve", timed(lambda: draw(frame, reserved, 1), repeats).warm, SECONDS)
    exact = replace(of, method=Sampford())
    yield Row("draw, Sampford, joint probabilities", timed(lambda: draw(frame, exact, 1), repeats).warm, SECONDS)
    yield Row("plan of four designs", timed(lambda: plan(frame, of), repeats).warm, SECONDS)


def _peers(small: bool) -> Iterator[Row]:
    repeats = 1 if small else 5
    random = np.random.default_rng(2)
    sizes = random.integers(25, 200, 300 if small else 3000).astype(float)
    p = inclusion_probabilities(sizes, 30)
    names = np.arange(len(sizes))
    ours = timed(lambda: systematic(inclusion_probabilities(sizes, 30), 0.5), repeats)
    theirs = timed(lambda: _samplics("sys", names, sizes, 30), repeats)
    yield Row("30 of 3,000, systematic", 1e3 * ours.warm, MILLISECONDS, 1e3 * theirs.warm, "samplics")
    ours = timed(lambda: sampford(p, random.random(len(p))), repeats)
    theirs = timed(lambda: _samplics("rs", names, sizes, 30), repeats)
    yield Row("30 of 3,000, Sampford", 1e3 * ours.warm, MILLISECONDS, 1e3 * theirs.warm, "samplics, another design")
    draws = 20 if small else DRAWS
    exact = inclusion_probabilities(SMALL, 2)
    mine = sum(sampford(exact, random.random(5)) for _ in range(draws)) / draws
    other = sum(_samplics("rs", np.arange(5), SMALL, 2) for _ in range(draws)) / draws
    said = f"samplics; {draws:,} draws of 2 of 5; noise {0.5 / draws**0.5:.3f}"
    yield Row("Sampford, largest error of a probability", _off(mine, exact), ERROR, _off(other, exact), said)


def _samplics(method: str, names: Numbers, sizes: Probabilities, n: int) -> Truths:
    """Its draw; what it says on the terminal is not ours to show."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        from samplics import SampleSelection, SelectMethod

        chosen = SelectMethod.pps_sys if method == "sys" else SelectMethod.pps_rs
        selection = SampleSelection(method=chosen, strat=False, wr=False)
        taken, _, _ = selection.select(samp_unit=names, samp_size=n, mos=sizes)
    return np.asarray(taken).astype(bool)


def _off(found: Probabilities, exact: Probabilities) -> float:
    return float(np.abs(found - exact).max())


if __name__ == "__main__":
    main()
