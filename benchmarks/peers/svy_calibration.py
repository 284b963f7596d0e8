"""svy's calibrations: closed-form linear, and raking by iterative proportional fitting."""

from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import pyarrow as pa

from weighting.factors import FloatArray
from weighting.margins import Margin


def name() -> str | None:
    """svy with its version, or None where it is not installed."""
    try:
        return f"svy {version('svy')}"
    except PackageNotFoundError:
        return None


def runs(persons: pa.Table, margins: tuple[Margin, ...]) -> Mapping[str, Callable[[], FloatArray]]:
    """What svy can do of the three distances: weights in the order of the rows."""
    import polars as pl
    import svy

    frame: Any = pl.from_arrow(persons).with_columns(pl.int_range(pl.len()).alias("row"))
    sample = svy.Sample(frame, svy.Design(wgt="w", stratum="stratum", psu="psu"))
    totals = {margin.variable: dict(margin.totals) for margin in margins}
    controls = {svy.Cat(variable): levels for variable, levels in totals.items()}

    def weights(column: str, made: Any) -> FloatArray:
        return np.asarray(made.data.sort("row")[column].to_numpy(), np.float64)

    return {
        "linear": lambda: weights("calib_wgt", sample.weighting.calibrate(controls=controls)),
        "raking": lambda: weights("rk_wgt", sample.weighting.rake(controls=totals, tol=1e-9, max_iter=500)),
    }
