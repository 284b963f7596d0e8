"""Invented persons of any number, in PSUs and strata, with six categorical margins of 61 totals to calibrate to."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from weighting.margins import Margin

LEVELS = {"governorate": 24, "arrival": 16, "nationality": 9, "education": 5, "sex": 2, "sector": 5}


@dataclass(frozen=True, eq=False)
class Persons:
    """The table (weight, stratum, PSU, six variables) and the margins."""

    table: pa.Table
    margins: tuple[Margin, ...]


def persons(n: int, seed: int = 2026) -> Persons:
    """About 200 persons a PSU (40 in a small file), 48 strata; margins about 10 % away from what the sample gives."""
    random = np.random.default_rng(seed)
    n_psus = max(n // 200, 240)
    psu = np.sort(random.integers(0, n_psus, n))
    codes = {"governorate": psu * 24 // n_psus}
    for name, count in list(LEVELS.items())[1:]:
        codes[name] = random.choice(count, n, p=random.dirichlet(np.full(count, 4.0)))
    weights = np.exp(random.normal(3, 0.3, n))
    columns = {"w": pa.array(weights), "stratum": pa.array(psu * 48 // n_psus), "psu": pa.array(psu)}
    margins = []
    for name, count in LEVELS.items():
        labels = [f"{name[:3]}{number:02d}" for number in range(count)]
        columns[name] = pa.DictionaryArray.from_arrays(pa.array(codes[name].astype(np.int32)), labels).cast(pa.string())
        totals = np.bincount(codes[name], weights, count) * random.uniform(0.9, 1.1, count)
        totals *= weights.sum() / totals.sum()
        margins.append(Margin(name, dict(zip(labels, totals.tolist(), strict=True))))
    return Persons(pa.table(columns), tuple(margins))
