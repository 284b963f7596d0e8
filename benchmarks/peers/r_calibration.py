"""R survey's calibrations, timed inside R on the persons and margins of a folder."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.csv

from weighting.factors import FloatArray

SCRIPT = Path(__file__).parent / "calibration.R"


@dataclass(frozen=True, eq=False)
class Measured:
    """Seconds and weights by distance."""

    seconds: Mapping[str, float]
    weights: Mapping[str, FloatArray]


def measure(folder: Path) -> Measured:
    """Run the script on ``persons.csv`` and ``margins.csv`` in a folder."""
    subprocess.run(["Rscript", str(SCRIPT), str(folder)], check=True, capture_output=True)
    seconds = pyarrow.csv.read_csv(folder / "calibration_seconds.csv")
    weights = pyarrow.csv.read_csv(folder / "calibration_weights.csv")
    return Measured(
        dict(zip(seconds.column("distance").to_pylist(), seconds.column("seconds").to_pylist(), strict=True)),
        {name: np.asarray(weights.column(name).to_numpy(), np.float64) for name in weights.column_names},
    )
