"""The order along which a systematic draw steps: columns of the frame, then the names of the PSUs."""

import numpy as np

from weighting.selection.frame import Amounts, SamplingFrame, Texts
from weighting.selection.systematic import Rows


def in_order(frame: SamplingFrame, order: tuple[str, ...], rows: Rows) -> Rows:
    """The rows sorted by these columns; equal ones stay in the order of their names. Raises UnusableFrame."""
    if not order:
        return rows
    return np.asarray(rows[np.lexsort([_sortable(frame, name)[rows] for name in reversed(order)])])


def _sortable(frame: SamplingFrame, column: str) -> Texts | Amounts:
    counted = column in frame.table.column_names and str(frame.table.column(column).type) != "string"
    return frame.amounts(column) if counted else frame.texts(column)
