"""The arrays that the simulated country is made of: one value a row, of one kind."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Texts: TypeAlias = npt.NDArray[Any]  # arrays of text have no precise type
Numbers: TypeAlias = npt.NDArray[np.int64]
Amounts: TypeAlias = npt.NDArray[np.float64]
Truths: TypeAlias = npt.NDArray[np.bool_]
