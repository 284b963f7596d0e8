"""Who goes where: pairs of persons and places, or sessions, to be read from either side."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulation.population.arrays import Numbers, Truths


@dataclass(frozen=True)
class Incidence:
    """Distinct pairs of a person and a column, in compressed form by person and by column."""

    of_person: Numbers  # the columns of person i: columns[of_person[i] : of_person[i + 1]], in increasing order
    columns: npt.NDArray[np.int32]
    of_column: Numbers
    persons: npt.NDArray[np.int32]

    @property
    def attends(self) -> Truths:
        """Who goes anywhere at all."""
        return np.asarray(np.diff(self.of_person) > 0)

    @property
    def sizes(self) -> Numbers:
        """Persons of each column."""
        return np.diff(self.of_column)

    def by(self, column: int) -> npt.NDArray[np.int32]:
        """The persons of a column."""
        return self.persons[self.of_column[column] : self.of_column[column + 1]]

    def where(self, person: int) -> npt.NDArray[np.int32]:
        """The columns of a person."""
        return self.columns[self.of_person[person] : self.of_person[person + 1]]

    def rows(self) -> Numbers:
        """The person of each pair, beside ``columns``."""
        return np.repeat(np.arange(len(self.of_person) - 1), np.diff(self.of_person))


def incidence(person: Numbers, column: Numbers, persons: int, columns: int) -> Incidence:
    """Pairs as an incidence; a pair met twice counts once."""
    pairs = np.unique(person.astype(np.int64) * columns + column)
    rows, across = pairs // max(columns, 1), pairs % max(columns, 1)
    turned = np.argsort(across * persons + rows)
    return Incidence(
        of_person=np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=persons))]),
        columns=across.astype(np.int32),
        of_column=np.concatenate([[0], np.cumsum(np.bincount(across, minlength=columns))]),
        persons=rows[turned].astype(np.int32),
    )
