"""The frame of a simulated country as a sampling statistician gets it, and the design it is sampled by."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from simulation.population.world import World
from weighting.selection.assumptions import Assumptions
from weighting.selection.design import (
    Allocation,
    Candidate,
    Classes,
    SamplingDesign,
    Shares,
    Strata,
    Systematic,
)
from weighting.selection.frame import SamplingFrame, sampling_frame

CLASSES = Classes("count_2014", ("none", "few", "some", "many"), (0, 1, 3, 8), 4)
WHOLE = Strata(("frame",))


def frame_of(world: World) -> SamplingFrame:
    """The PSUs of a country: what the frame knows, nothing of the ground."""
    frame = world.frame
    return sampling_frame(
        pa.table(
            {
                "psu_id": frame.psu_id,
                "stratum": frame.stratum,
                "governorate": frame.governorate,
                "region": frame.region,
                "milieu": np.where(frame.urban, "1", "2"),
                "frame": ["area"] * len(frame),
                "frame_dwellings": frame.frame_dwellings,
                "count_2014": frame.count_2014.astype(float),
            }
        )
    )


def design_of(world: World) -> SamplingDesign:
    """600 PSUs by three allocations. Assumed: the true number of households, and counts that saw many of the same."""
    assumed = Assumptions("count_2014", float(len(world.households)), dispersion=0.6)
    by_class = Strata(("region",), CLASSES)
    return SamplingDesign(
        "120/130/170/180",
        "tunisia",
        allocation(120, 130, 170, 180),
        by_class,
        method=Systematic(("stratum",)),
        assumptions=assumed,
        candidates=(
            Candidate("60/120/200/220", allocation(60, 120, 200, 220), by_class),
            Candidate("in proportion to size", Allocation(Shares(of="frame_dwellings"), 600), WHOLE),
        ),
    )


def allocation(*psus: int) -> Allocation:
    """PSUs of the classes, thinnest first, shared among regions by the power 0.75."""
    return Allocation(Shares(0.75), dict(zip(CLASSES.names, psus, strict=True)))


def with_counts(design: SamplingDesign, dispersion: float) -> SamplingDesign:
    """The design under another assumption about the counts."""
    assert design.assumptions is not None
    return replace(design, assumptions=replace(design.assumptions, dispersion=dispersion))
