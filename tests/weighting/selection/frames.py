"""Frames and designs of a few PSUs."""

from dataclasses import replace
from typing import Any

import pyarrow as pa

from weighting.selection.design import Allocation, SamplingDesign, Shares
from weighting.selection.frame import SamplingFrame, sampling_frame

SIZES = (40, 55, 60, 85, 90, 31, 77, 120, 66, 28, 101, 47)


def small_frame(sizes: tuple[int, ...] = SIZES, strata: tuple[str, ...] = ("A", "B"), shift: int = 0) -> SamplingFrame:
    """As many PSUs of these sizes in each stratum; ``shift`` is added to the sizes of the first."""
    rows = [
        {
            "psu_id": f"{stratum}{place:02d}",
            "stratum": stratum,
            "governorate": "TN-11",
            "region": "GT",
            "milieu": "1",
            "frame": "example",
            "frame_dwellings": size + (shift if stratum == strata[0] else 0),
            "counted": float(place % 5),
        }
        for stratum in strata
        for place, size in enumerate(sizes)
    ]
    return sampling_frame(pa.Table.from_pylist(rows))


def design(**changes: Any) -> SamplingDesign:  # fields of the design
    """Eight PSUs, systematic, without a reserve, changed as the test says."""
    return replace(SamplingDesign("example", "tunisia", Allocation(Shares(), 8)), **changes)
