"""Values of R survey kept beside the script that made them (``r/anchors.R``)."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd

from weighting.factors import FloatArray

HERE = Path(__file__).parent
SCRIPT = HERE / "r" / "anchors.R"
STORED = HERE / "r" / "anchors.csv"
DATA = HERE.parent / "data" / "survey"


def read_anchors(text: str) -> dict[str, FloatArray]:
    values: dict[str, list[float]] = defaultdict(list)
    for row in csv.DictReader(text.splitlines()):
        values[row["name"]].append(float(row["value"]))
    return {name: np.array(found) for name, found in values.items()}


def frame(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", dtype={"cds": "str", "psu": "str"})
