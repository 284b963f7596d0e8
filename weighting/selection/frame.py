"""The frame of a draw: PSUs sorted by their names, their size, and what is known of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from questionnaires.contracts import FRAME
from questionnaires.files import digest, ordered
from questionnaires.problems import Problem
from weighting.selection.problems import UnusableFrame

Texts = npt.NDArray[Any]
Amounts = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class SamplingFrame:
    """A table of the contract ``frame``, checked; its digest is that of its content, whatever the file's order."""

    table: pa.Table
    digest: str

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def texts(self, column: str) -> Texts:
        """A column as texts. Raises UnusableFrame where there is none."""
        return np.array([str(value) for value in self._column(column).to_pylist()])

    def amounts(self, column: str) -> Amounts:
        """A column of numbers. Raises UnusableFrame where it is none."""
        values = self._column(column)
        if not (pa.types.is_integer(values.type) or pa.types.is_floating(values.type)):
            raise UnusableFrame([Problem("selection.column_no_number", {"column": column})])
        return np.asarray(values.to_numpy(zero_copy_only=False), dtype=float)

    def sizes(self, column: str) -> Amounts:
        """The sizes by which PSUs are drawn; all alike where no column is named. Raises UnusableFrame for one of 0."""
        if not column:
            return np.ones(len(self))
        found = self.amounts(column)
        if len(never := np.flatnonzero(~(found > 0))):
            psu = self.table.column("psu_id")[int(never[0])].as_py()
            raise UnusableFrame([Problem("selection.size_zero", {"column": column, "psu": psu, "n": len(never)})])
        return found

    def _column(self, column: str) -> pa.ChunkedArray:
        if column not in self.table.column_names:
            known = ", ".join(self.table.column_names)
            raise UnusableFrame([Problem("selection.no_column", {"column": column, "known": known})])
        return self.table.column(column)


def sampling_frame(table: pa.Table) -> SamplingFrame:
    """The frame of a table that keeps the contract ``frame``. Raises ContractBroken, UnusableFrame."""
    checked = ordered(FRAME, table)
    if not checked.num_rows:
        raise UnusableFrame([Problem("selection.frame_empty")])
    sizes = checked.column("frame_dwellings").to_numpy()
    if (sizes <= 0).any():
        psu = checked.column("psu_id")[int(np.argmax(sizes <= 0))].as_py()
        raise UnusableFrame([Problem("selection.psu_without_size", {"psu": psu, "n": int((sizes <= 0).sum())})])
    return SamplingFrame(checked, digest(checked))
