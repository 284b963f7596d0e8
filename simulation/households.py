"""The dwellings where foreigners live."""

from dataclasses import dataclass

from simulation.arrays import Amounts, Numbers, Texts, Truths


@dataclass(frozen=True)
class Households:
    """Dwellings with foreigners, sorted by PSU and place; arrays of one length. Other dwellings are numbers only."""

    psu: Numbers  # row of the frame
    n_foreign: Numbers
    n_persons: Numbers  # usual residents
    origin: Texts  # group of origin of its foreigners
    quarters: Truths  # group quarters: a dormitory
    place: Amounts  # in [0, 1): where it stands in the walk through its PSU
    start: Amounts  # of the selection within it, in [0, 1), six decimals, drawn before listing

    def __len__(self) -> int:
        return len(self.psu)
